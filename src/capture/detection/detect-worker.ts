import '../../onnx/no-telemetry.ts';
import { AsmFitError, messageOf } from '../../errors.ts';
import { createLandmarkDetector } from './detect-landmarks.ts';
import type { DetectAnswer, DetectRequest } from './detector-process.ts';

// A process of its own, run by detector-process.ts: picture in, landmarks out, until the parent lets go.
const loading = createLandmarkDetector();
// Told with the first answer; before that nobody listens.
loading.catch(() => {});

process.on('message', async ({ image }: DetectRequest) => {
  const answer = await loading
    .then((detector) => detector.detect(image))
    .then(
      (found): DetectAnswer => ({ kind: 'done', found }),
      (error: unknown): DetectAnswer =>
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
