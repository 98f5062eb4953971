import { type MessagePort, parentPort } from 'node:worker_threads';
import { shapeHair } from '../../../fitting/hair/shell-hair.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { collectGarbage } from '../../../kernels/runtime/collect-garbage.ts';
import { openKernels } from '../../../kernels/runtime/wasm-kernels.ts';
import { buildRig } from '../build-rig.ts';
import type { ThreadAnswer, ThreadWork } from './rig-thread.ts';

// A thread of its own, started by rig-thread.ts, which ends it.
const port = parentPort as MessagePort;
const kernels = openKernels(1);
let told: HeadModel;
port.on('message', async (asked: ThreadWork) => {
  if (asked.kind === 'head') {
    told = asked.head;
    return;
  }
  const answer: ThreadAnswer =
    asked.kind === 'rig'
      ? { kind: 'rig', built: buildRig(kernels, { ...asked.work, model: { ...asked.work.model, head: told } }) }
      : { kind: 'hair', shaped: shapeHair(kernels, { ...asked.work, head: told }) };
  // Hair is small, and a rig the last that is asked of a head: what the thread found of that goes along.
  port.postMessage(answer, asked.kind === 'rig' ? [...buffersOf(answer, new Set())] : []);
  // While the other thread needs memory.
  await collectGarbage();
});

/** All memory below a value, which goes to the other thread without a copy. */
function buffersOf(value: unknown, found: Set<ArrayBuffer>): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (value instanceof Map) for (const item of value.values()) buffersOf(item, found);
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) buffersOf(item, found);
  return found;
}
