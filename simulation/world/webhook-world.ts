import { Engine, ExecutionAlreadyExists } from '../../local/states-language/index.ts';
import { DELIVERY_STATE_MACHINE_ARN, deliveryDefinition } from '../../statemachine/definition.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import { hasOutbox } from '../../steps/domain/outbox.ts';
import type { Ports } from '../../steps/ports.ts';
import { deliverEvent } from '../../steps/telling/deliver-event.ts';
import { deliveryName, meetingOfEvent } from '../../steps/telling/events.ts';
import type { DeliveryInput } from '../../steps/telling/ports.ts';
import type { TellCall } from '../../steps/telling/call.ts';
import { tell } from '../../steps/telling/tell.ts';
import type { MemoryMeetings } from './memory/meetings.ts';
import { MemoryActions } from './memory/actions.ts';
import { MemoryOutbox } from './memory/outbox.ts';
import { MemoryWebhooks } from './memory/webhooks.ts';
import { ReceiversModel } from './model/receivers.ts';
import type { VirtualTimers } from './virtual-timers.ts';
import type { Invocation, WorldOptions } from './world-options.ts';

const DEFINITION = deliveryDefinition();

type Invoke = <T>(invocation: Invocation, run: (ports: Ports) => Promise<T>) => Promise<T>;

/** The stream of the table, the executions of deliveries, and the receivers. */
export class WebhookWorld {
  readonly actions = new MemoryActions();
  readonly webhooks = new MemoryWebhooks();
  readonly receivers: ReceiversModel;
  readonly engine: Engine;
  readonly ports: Pick<Ports, 'outbox' | 'actions' | 'webhooks' | 'deliveryRuns' | 'receivers'>;
  readonly #options: WorldOptions;
  readonly #timers: VirtualTimers;
  readonly #invoke: Invoke;
  /** Names of executions, by meeting. */
  readonly #runs = new Map<string, Set<string>>();

  constructor(options: WorldOptions, timers: VirtualTimers, meetings: MemoryMeetings, invoke: Invoke) {
    this.#options = options;
    this.#timers = timers;
    this.#invoke = invoke;
    this.receivers = new ReceiversModel(options.answer);
    this.engine = new Engine({
      definition: DEFINITION,
      stateMachineArn: DELIVERY_STATE_MACHINE_ARN,
      timers,
      invoke: (_arn, payload) => {
        const call = payload as { readonly input: DeliveryInput };
        const meetingId = meetingOfEvent(call.input.eventId);
        return invoke({ caller: 'deliverEvent', meetingId }, (ports) => deliverEvent(ports)(call));
      },
      ...(options.random && { random: options.random }),
      keepHistory: options.keepHistory ?? true,
    });
    this.ports = {
      outbox: new MemoryOutbox(meetings),
      actions: this.actions,
      webhooks: this.webhooks,
      deliveryRuns: { start: async (input) => this.#start(input) },
      receivers: options.receivers ?? this.receivers,
    };
  }

  /** Call it after each write of a row. */
  onWrite(row: Meeting): void {
    if (!hasOutbox(row)) return;
    for (const delay of this.#options.streamDelays?.(row.id) ?? [0])
      this.#timers.at(this.#timers.now() + delay, () => this.tell({ meetingIds: [row.id] }));
  }

  /** Whether every delivery of the meeting's events that was started is over. */
  isOver(meetingId: string): boolean {
    return [...(this.#runs.get(meetingId) ?? [])].every((name) => this.engine.describe(name).status !== 'RUNNING');
  }

  /** Deletes the events, deliveries and actions of a meeting to free memory. */
  forget(meetingId: string): void {
    for (const name of this.#runs.get(meetingId) ?? []) {
      this.engine.stop(name);
      this.engine.forget(name);
    }
    this.#runs.delete(meetingId);
    this.webhooks.forget(meetingId);
    this.actions.forget(meetingId);
  }

  /** A call that fails is repeated by the next run of the timer. */
  tell(call: TellCall): void {
    const invocation: Invocation =
      'meetingIds' in call
        ? { caller: 'tell', meetingId: call.meetingIds[0] }
        : { caller: 'tell', source: 'timer', meetingId: undefined };
    this.#invoke(invocation, (ports) => tell(ports)(call)).catch(() => undefined);
  }

  #start(input: DeliveryInput): void {
    const name = deliveryName(input);
    try {
      this.engine.start(name, input);
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
      return;
    }
    const meetingId = meetingOfEvent(input.eventId);
    this.#runs.set(meetingId, (this.#runs.get(meetingId) ?? new Set()).add(name));
  }
}
