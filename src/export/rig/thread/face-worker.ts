import { type MessagePort, parentPort } from 'node:worker_threads';
import { openKernels } from '../../../kernels/runtime/wasm-kernels.ts';
import { type BuiltFace, buildFace, createDecaRig, type DecaRig } from '../deca-rig.ts';
import type { FaceThreadAnswer, FaceThreadWork } from './face-thread.ts';

// A thread of its own, started by face-thread.ts, which ends it.
const port = parentPort as MessagePort;
const kernels = openKernels(1);
let rig: DecaRig;
port.on('message', (asked: FaceThreadWork) => {
  if (asked.kind === 'head') {
    rig = createDecaRig(asked.head, asked.weights);
    return;
  }
  const built = buildFace(kernels, rig, asked.work);
  port.postMessage({ kind: 'face', built } satisfies FaceThreadAnswer, ownMorphs(built));
});

/** Memory of the face's own morph targets, nearly all of a rig's, which goes to the other thread without a copy. */
function ownMorphs({ rigged }: BuiltFace): ArrayBuffer[] {
  const shared = new Set(rig.skin.morphs.values());
  return rigged.primitives.flatMap(({ morphs }) =>
    [...morphs.values()].flatMap((morph) =>
      shared.has(morph) || !(morph.buffer instanceof ArrayBuffer) ? [] : [morph.buffer],
    ),
  );
}
