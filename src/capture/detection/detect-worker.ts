import { AsmFitError, messageOf } from '../../errors.ts';
import { createLandmarkDetector } from './detect-landmarks.ts';
import type { DetectAnswer, DetectRequest } from './detector-pool.ts';

// A process of its own, run by detector-pool.ts: picture in, landmarks out, until the parent lets go.
const loading = createLandmarkDetector();

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
  process.send?.(answer);
});
process.on('disconnect', () => process.exit(0));
