import { once } from 'node:events';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { withKernels } from '../../../kernels/runtime/with-kernels.ts';
import { buildRig, type RigWork } from '../build-rig.ts';

// A thread of its own, started by rig-thread.ts.
const port = parentPort as MessagePort;
const [work] = (await once(port, 'message')) as [RigWork];
const built = await withKernels(1, async (kernels) => buildRig(kernels, work));
port.postMessage(built, [...buffersOf(built, new Set())]);

/** All memory below a value, which goes to the other thread without a copy. */
function buffersOf(value: unknown, found: Set<ArrayBuffer>): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (value instanceof Map) for (const item of value.values()) buffersOf(item, found);
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) buffersOf(item, found);
  return found;
}
