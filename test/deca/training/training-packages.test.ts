import { describe, expect, it } from 'vitest';
import { type BackendName, requireTrainingPackages } from '../../../src/deca/training/training-packages.ts';
import { AsmFitError } from '../../../src/errors.ts';

function refusal(backend: BackendName, ...absent: string[]): unknown {
  try {
    requireTrainingPackages(backend, (file) => {
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
    expect(() => requireTrainingPackages('auto')).not.toThrow();
  });

  it('are asked for by name where they are missing, all at once', () => {
    expect(refusal('auto')).toBeNull();
    const error = refusal('wasm', '@tensorflow/tfjs', '@mediapipe/face_mesh');
    expect(error).toBeInstanceOf(AsmFitError);
    expect(error).toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/received an installation without @tensorflow\/tfjs, @mediapipe\/face_mesh$/),
      hint: 'npm install @tensorflow/tfjs@4 @mediapipe/face_mesh@0.4.1657299874',
    });
  });

  it('are more for a GPU, and asked for there alone', () => {
    const gpu = ['webgpu', '@tensorflow/tfjs-backend-webgpu'];
    expect(refusal('auto', ...gpu)).toBeNull();
    expect(refusal('wasm', ...gpu)).toBeNull();
    expect(refusal('webgpu')).toBeNull();
    expect(refusal('webgpu', ...gpu)).toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/received an installation without webgpu, @tensorflow\/tfjs-backend-webgpu$/),
      hint: 'npm install webgpu@0.6 @tensorflow/tfjs-backend-webgpu@4.22.0',
    });
  });
});
