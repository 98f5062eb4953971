import { type MessagePort, parentPort } from 'node:worker_threads';
import { openKernels } from '../../kernels/runtime/wasm-kernels.ts';
import { type BuiltFace, buildFace, createDecaRig, type DecaRig } from '../rig/deca-rig.ts';
import { type FaceThreadAnswer, type FaceThreadWork, glbFiles } from './face-thread.ts';

// A thread of its own, started by face-thread.ts, which ends it.
const port = parentPort as MessagePort;
const kernels = openKernels(1);
let rig: DecaRig;
let built: BuiltFace;
port.on('message', async (asked: FaceThreadWork) => {
  if (asked.kind === 'head') rig = createDecaRig(asked.head, asked.weights);
  else if (asked.kind === 'face') {
    built = buildFace(kernels, rig, asked.work);
    // A copy: what is written of it is written here.
    answer({ kind: 'face', built });
  } else {
    const { primitives } = built.rigged;
    answer({ kind: 'glb', files: await glbFiles({ ...asked.rig, primitives }, asked.stem) });
  }
});

function answer(answered: FaceThreadAnswer): void {
  port.postMessage(answered);
}
