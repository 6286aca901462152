import { Engine, ExecutionAlreadyExists } from '../../local/states-language/index.ts';
import { DELIVERY_STATE_MACHINE_ARN, deliveryDefinition } from '../../statemachine/definition.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import type { Ports } from '../../steps/ports.ts';
import { deliverEvent } from '../../steps/telling/deliver-event.ts';
import { deliveryName } from '../../steps/telling/events.ts';
import type { DeliveryInput } from '../../steps/telling/ports.ts';
import { tell, type TellCall } from '../../steps/telling/tell.ts';
import type { MemoryMeetings } from './memory/meetings.ts';
import { MemoryOutbox } from './memory/outbox.ts';
import { MemoryWebhooks } from './memory/webhooks.ts';
import { ReceiversModel } from './model/receivers.ts';
import type { VirtualTimers } from './virtual-timers.ts';
import type { Invocation, WorldOptions } from './world-options.ts';

const DEFINITION = deliveryDefinition();

type Invoke = <T>(invocation: Invocation, run: (ports: Ports) => Promise<T>) => Promise<T>;

/** The stream of the table, the executions of deliveries, and the receivers. */
export class WebhookWorld {
  readonly webhooks = new MemoryWebhooks();
  readonly receivers: ReceiversModel;
  readonly engine: Engine;
  readonly ports: Pick<Ports, 'outbox' | 'webhooks' | 'deliveryRuns' | 'receivers'>;
  readonly #timers: VirtualTimers;
  readonly #invoke: Invoke;

  constructor(options: WorldOptions, timers: VirtualTimers, meetings: MemoryMeetings, invoke: Invoke) {
    this.#timers = timers;
    this.#invoke = invoke;
    this.receivers = new ReceiversModel(options.answer);
    this.engine = new Engine({
      definition: DEFINITION,
      stateMachineArn: DELIVERY_STATE_MACHINE_ARN,
      timers,
      invoke: (_arn, payload) =>
        invoke({ caller: 'deliverEvent', meetingId: undefined }, (ports) => deliverEvent(ports)(payload as never)),
      ...(options.random && { random: options.random }),
      keepHistory: options.keepHistory ?? true,
    });
    this.ports = {
      outbox: new MemoryOutbox(meetings),
      webhooks: this.webhooks,
      deliveryRuns: { start: async (input) => this.#start(input) },
      receivers: this.receivers,
    };
  }

  /** Call it after each write of a row. */
  onWrite({ id, untold }: Meeting): void {
    if (untold) this.#timers.at(this.#timers.now(), () => this.tell({ meetingIds: [id] }));
  }

  /** A call that fails is repeated by the next run of the timer. */
  tell(call: TellCall): void {
    const meetingId = 'meetingIds' in call ? call.meetingIds[0] : undefined;
    this.#invoke({ caller: 'tell', meetingId }, (ports) => tell(ports)(call)).catch(() => undefined);
  }

  #start(input: DeliveryInput): void {
    try {
      this.engine.start(deliveryName(input), input);
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  }
}
