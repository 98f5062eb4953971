import { describe, expect, it } from 'vitest';
import { requireTrainingPackages } from '../../../src/deca/training/training-packages.ts';
import { AsmFitError } from '../../../src/errors.ts';

function refusal(...absent: string[]): unknown {
  try {
    requireTrainingPackages((file) => {
      if (absent.some((name) => file === `${name}/package.json`)) throw new Error(`Cannot find module '${file}'`);
      return file;
    });
  } catch (error) {
    return error;
  }
  return null;
}

describe('packages of training', () => {
  it('are there in a checkout', () => {
    expect(requireTrainingPackages).not.toThrow();
  });

  it('are asked for by name where they are missing, all at once', () => {
    expect(refusal()).toBeNull();
    const error = refusal('@tensorflow/tfjs', '@mediapipe/face_mesh');
    expect(error).toBeInstanceOf(AsmFitError);
    expect(error).toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/received an installation without @tensorflow\/tfjs, @mediapipe\/face_mesh$/),
      hint: 'npm install @tensorflow/tfjs@4 @mediapipe/face_mesh@0.4.1657299874',
    });
  });
});
