import '../../onnx/no-telemetry.ts';
import { AsmFitError, messageOf } from '../../errors.ts';
import { createLandmarkDetector } from '../detection/detect-landmarks.ts';
import type { NetworkAnswer, NetworkRequest } from './network-process.ts';
import { networksHere } from './networks.ts';

// A process of its own, run by network-process.ts: pictures in, answers out, until the parent lets go.
// Most are asked for landmarks first.
const detector = createLandmarkDetector();
// Told with the first answer; before that nobody listens.
detector.catch(() => {});
const networks = networksHere(detector);

process.on('message', async (request: NetworkRequest) => {
  const answer = await answerOf(request).then(
    (value): NetworkAnswer => ({ kind: 'done', value }),
    (error: unknown): NetworkAnswer =>
      error instanceof AsmFitError
        ? { kind: 'refused', error: error.kind, message: error.message, hint: error.hint }
        : { kind: 'failed', message: messageOf(error) },
  );
  // The parent may have gone meanwhile; then so does this process.
  process.send?.(answer, undefined, undefined, () => {});
});
process.on('disconnect', () => process.exit(0));
// A terminal sends its signals to all processes; the parent decides, and this one ends with it.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});

function answerOf(request: NetworkRequest): Promise<unknown> {
  if (request.kind === 'classify') return networks.classify(request.pixels);
  return networks[request.kind](request.image);
}
