import type { Fields } from './fields.ts';
import type { TaskState } from './model.ts';
import { compileCatchers, compileRetriers } from './retry.ts';
import { compileTemplate, type Template } from './templates.ts';

const FUNCTION = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:[^:]+(:[^:]+)?$/;
const INVOKE_AND_WAIT = /^arn:[^:]+:states:::lambda:invoke\.waitForTaskToken$/;
export const NO_TOKEN = '$$.Task.Token is available only in the Parameters of a waitForTaskToken task';

type Call = Pick<TaskState, 'functionArn' | 'waitsForToken' | 'payload'>;

// Only the token can complete the task, so the payload must contain it. asl-validator 4.0.0 does not check this.
function compileTokenCall(fields: Fields): Call {
  const parameters = fields.object('Parameters');
  if (parameters === undefined) {
    if (!fields.has('Parameters')) fields.fault('Parameters', 'is missing');
    return { functionArn: '', waitsForToken: true, payload: undefined };
  }
  const functionArn = parameters.text('FunctionName') ?? '';
  if (!FUNCTION.test(functionArn)) parameters.fault('FunctionName', 'must be the ARN of a Lambda function');
  const payload = compileTemplate(parameters, 'Payload');
  if (!payload?.readsToken) parameters.fault('Payload', 'must contain $$.Task.Token');
  parameters.reportUnknown();
  return { functionArn, waitsForToken: true, payload };
}

function compilePlainCall(fields: Fields, functionArn: string): Call {
  const payload = compileTemplate(fields, 'Parameters');
  if (payload?.readsToken) fields.fault('Parameters', NO_TOKEN);
  for (const name of ['HeartbeatSeconds', 'HeartbeatSecondsPath']) {
    if (fields.has(name)) fields.fault(name, 'a function that is called directly cannot send heartbeats');
  }
  return { functionArn, waitsForToken: false, payload };
}

function compileCall(fields: Fields): Call {
  const resource = fields.text('Resource') ?? '';
  if (INVOKE_AND_WAIT.test(resource)) return compileTokenCall(fields);
  if (!FUNCTION.test(resource)) {
    fields.fault('Resource', 'must be a Lambda function or arn:<partition>:states:::lambda:invoke.waitForTaskToken');
  }
  return compilePlainCall(fields, resource);
}

function compileResultSelector(fields: Fields): Template | undefined {
  const resultSelector = compileTemplate(fields, 'ResultSelector');
  if (resultSelector?.readsToken) fields.fault('ResultSelector', NO_TOKEN);
  return resultSelector;
}

/** Compiles a Task. The caller has read the fields that every state has (Type, Comment, InputPath). */
export function compileTask(fields: Fields): Omit<TaskState, 'name' | 'input'> {
  const [timeoutSeconds, heartbeatSeconds] = [fields.take('TimeoutSeconds'), fields.take('HeartbeatSeconds')];
  if (Number(heartbeatSeconds) >= Number(timeoutSeconds))
    fields.fault('HeartbeatSeconds', 'must be smaller than TimeoutSeconds');
  return {
    type: 'Task',
    ...compileCall(fields),
    resultSelector: compileResultSelector(fields),
    placeResult: fields.resultPath('ResultPath'),
    output: fields.inputOrOutputPath('OutputPath'),
    timeout: fields.seconds('TimeoutSeconds', 1),
    heartbeat: fields.seconds('HeartbeatSeconds', 1),
    retriers: compileRetriers(fields),
    catchers: compileCatchers(fields),
    next: fields.next(),
  };
}
