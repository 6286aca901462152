/** A participant, over BOSH, with the part of XMPP that it takes to join and leave. */
export class Guest {
  readonly #url: string;
  #sid = '';
  #rid = Math.floor(Math.random() * 1e9);

  private constructor(url: string) {
    this.#url = url;
  }

  /**
   * @param url the BOSH endpoint of Prosody
   * @param room for example `abc@muc.meet.jitsi`
   */
  static async join(url: string, room: string, nick: string): Promise<Guest> {
    const guest = new Guest(url);
    const opening = await guest.#send('', "to='meet.jitsi' wait='1' hold='1' ver='1.6' xmpp:version='1.0'");
    guest.#sid = /sid='([^']+)'/.exec(opening)?.[1] ?? '';
    await guest.#send("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>");
    await guest.#send('', "to='meet.jitsi' xmpp:restart='true'");
    await guest.#send(
      "<iq id='b' type='set' xmlns='jabber:client'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>",
    );
    const presence = `<presence to='${room}/${nick}' xmlns='jabber:client'><x xmlns='http://jabber.org/protocol/muc'/></presence>`;
    const response = await guest.#send(presence);
    if (response.includes("type='error'")) throw new Error(response);
    return guest;
  }

  /** Closes the session, as a browser does. */
  async leave(): Promise<void> {
    await this.#send("<presence type='unavailable' xmlns='jabber:client'/>", "type='terminate'");
  }

  async #send(stanza: string, attributes = ''): Promise<string> {
    this.#rid += 1;
    const sid = this.#sid && `sid='${this.#sid}'`;
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { 'Content-Type': 'text/xml' },
      body: `<body rid='${this.#rid}' ${sid} ${attributes} xmlns='http://jabber.org/protocol/httpbind' xmlns:xmpp='urn:xmpp:xbosh'>${stanza}</body>`,
    });
    return response.text();
  }
}
