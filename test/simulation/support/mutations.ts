import type { RunOptions } from '../../../simulation/run.ts';
import { IMAGE_MARK, publishedImages, withPublished } from '../../../steps/domain/images.ts';
import { toListed } from '../../../steps/domain/listed-meeting.ts';
import type { Meeting } from '../../../steps/domain/meeting.ts';
import { withTold } from '../../../steps/domain/outbox.ts';
import { meetingOfEvent } from '../../../steps/telling/events.ts';
import { isBuildHost, type Ports } from '../../../steps/ports.ts';

/** Wraps the ports of all functions, and breaks something on purpose. */
export type Mutation = NonNullable<RunOptions['between']>;

/** The ports, with some methods of one port replaced. */
export function withMethods<Name extends keyof Ports>(ports: Ports, name: Name, methods: Partial<Ports[Name]>): Ports {
  const port = ports[name] as object;
  const replaced = methods as Record<string | symbol, unknown>;
  const proxy = new Proxy(port, {
    get: (target, method) => {
      if (method in replaced) return replaced[method];
      const value: unknown = Reflect.get(target, method, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return { ...ports, [name]: proxy };
}

/** The ports, with changed rows: `show` changes each row that is read, `back` each row that is written. */
export function withRows(
  ports: Ports,
  show: (row: Meeting) => Meeting,
  back: (written: Meeting, real: Meeting) => Meeting = (written) => written,
): Ports {
  const { meetings } = ports;
  return withMethods(ports, 'meetings', {
    find: async (id) => {
      const row = await meetings.find(id);
      return row && show(row);
    },
    list: async (query) => {
      const page = await meetings.list(query);
      return { ...page, meetings: page.meetings.map((row) => toListed(show(row as Meeting))) };
    },
    replace: async (written, seen) => {
      const real = await meetings.find(written.id);
      return meetings.replace(real ? back(written, real) : written, seen);
    },
  });
}

let launches = 0;

/** A repeated launch has a new client token, so it is not idempotent. */
export const newTokenForEachLaunch: Mutation = (ports) =>
  withMethods(ports, 'hosts', {
    launch: (request) => ports.hosts.launch({ ...request, clientToken: `${request.clientToken}-${(launches += 1)}` }),
  });

/** Hosts end only after the row is ENDED. */
export const writesEndedBeforeHostsEnd: Mutation = (ports) => {
  const delayed: string[] = [];
  const delaying = withMethods(ports, 'hosts', {
    end: async (id) => {
      delayed.push(id);
      return 'gone';
    },
  });
  return withMethods(delaying, 'wakeUps', {
    disarm: async (id, revision) => {
      await ports.wakeUps.disarm(id, revision);
      for (const host of delayed.splice(0)) await ports.hosts.end(host);
    },
  });
};

/** The sweep reads rows without attendance. */
export const sweepIgnoresAttendance: Mutation = (ports, caller) =>
  caller === 'sweep'
    ? withRows(
        ports,
        (row) => ({ ...row, attendance: {} }),
        (written, { attendance }) => ({ ...written, attendance }),
      )
    : ports;

/** An event is taken out of its row before it is saved and its deliveries start. */
export const takesOutFirst: Mutation = (ports, caller) =>
  caller === 'tell'
    ? withMethods(ports, 'webhooks', {
        saveEvent: async (event) => {
          const row = await ports.meetings.find(meetingOfEvent(event.id));
          if (row) {
            const told = withTold(row, [event.body.sequence]);
            await ports.meetings.replace({ ...told, version: row.version + 1 }, row.version);
          }
          await ports.webhooks.saveEvent(event);
        },
      })
    : ports;

let tellings = 0;

/** Each call of the step that tells gives events other ids. */
export const newIdForEachEvent: Mutation = (ports, caller) => {
  if (caller !== 'tell') return ports;
  const call = (tellings += 1);
  const renamed = withMethods(ports, 'webhooks', {
    saveEvent: (event) => ports.webhooks.saveEvent({ ...event, id: `${call}x${event.id}` }),
  });
  return withMethods(renamed, 'deliveryRuns', {
    start: (input) => ports.deliveryRuns.start({ ...input, eventId: `${call}x${input.eventId}` }),
  });
};

/** A launch without a response counts as refused. */
export const treatsUnknownAsRefused: Mutation = (ports, caller) =>
  caller === 'launchHost'
    ? withRows(ports, (row) => ({
        ...row,
        intents: Object.fromEntries(
          Object.entries(row.intents).map(([role, intent]) => [role, { ...intent, state: 'refused' as const }]),
        ),
      }))
    : ports;

/** A launch uses the published image, whatever it was made from. */
export const usesAnyImage: Mutation = (ports, caller) =>
  caller === 'launchHost'
    ? withMethods(ports, 'meetings', {
        getMark: async (name) => {
          const mark = await ports.meetings.getMark(name);
          const current = name === IMAGE_MARK ? publishedImages(mark)?.current : undefined;
          return current ? JSON.stringify({ current: { ...current, inputs: ports.hosts.plan().imageInputs } }) : mark;
        },
      })
    : ports;

/** An image counts as one of the deployment, whatever it was made from. */
export const publishesAnyImage: Mutation = (ports, caller) =>
  caller === 'publishImage'
    ? withMethods(ports, 'images', {
        all: async () =>
          (await ports.images.all()).map((image) => ({ ...image, inputs: ports.hosts.plan().imageInputs! })),
      })
    : ports;

/** An image is published as soon as EC2 has made it. */
export const publishesUntested: Mutation = (ports, caller) =>
  caller === 'createImage'
    ? withMethods(ports, 'images', {
        all: async () => {
          const all = await ports.images.all();
          const { build, imageId, inputs } = all.findLast(({ state }) => state === 'available') ?? {};
          if (build !== undefined && imageId !== undefined && inputs !== undefined) {
            const before = publishedImages(await ports.meetings.getMark(IMAGE_MARK));
            const current = { build, inputs, image_id: imageId, created_at: new Date(0).toISOString() };
            await ports.meetings.setMark(IMAGE_MARK, JSON.stringify(withPublished(before, current)));
          }
          return all;
        },
      })
    : ports;

/** The sweep does not know the hosts of builds, and no build ends its own. */
export const sweepSeesNoBuildHosts: Mutation = (ports, caller) => {
  if (caller === 'endBuild') return withMethods(ports, 'buildHosts', { ofBuild: async () => [] });
  if (caller !== 'sweep') return ports;
  return withMethods(ports, 'hosts', {
    running: async () => (await ports.hosts.running()).filter((host) => !isBuildHost(host)),
  });
};

/** A launch that is asked for again does not name the image of the first call. */
export const forgetsImage: Mutation = (ports) =>
  withMethods(ports, 'hosts', {
    launch: (request) => {
      const { image_id: _before, ...parameters } = request.parameters;
      return ports.hosts.launch(request.again ? { ...request, parameters } : request);
    },
  });
