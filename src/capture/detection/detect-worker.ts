import { parentPort } from 'node:worker_threads';
import { AsmFitError, messageOf } from '../../errors.ts';
import { createLandmarkDetector } from './detect-landmarks.ts';
import type { DetectAnswer, DetectRequest } from './detector-pool.ts';

const loading = createLandmarkDetector();

parentPort?.on('message', async ({ image }: DetectRequest) => {
  const answer = await loading
    .then((detector) => detector.detect(image))
    .then(
      (found): DetectAnswer => ({ kind: 'done', found }),
      (error: unknown): DetectAnswer =>
        error instanceof AsmFitError
          ? { kind: 'refused', error: error.kind, message: error.message, hint: error.hint }
          : { kind: 'failed', message: messageOf(error) },
    );
  parentPort?.postMessage(answer);
});
