import { type GLTF, GLTFLoader } from 'three/examples/jsm/loaders/GLTFLoader.js';

/** What a browser has and Node.js lacks; pictures are taken for decoded. */
const BROWSER = { self: globalThis, createImageBitmap: async () => ({ width: 1, height: 1, close: () => {} }) };

/** A GLB as three.js reads it. @throws whatever it does not read */
export async function loadInThree(bytes: Uint8Array): Promise<GLTF> {
  const before = new Map(Object.keys(BROWSER).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]));
  Object.assign(globalThis, BROWSER);
  try {
    return await new GLTFLoader().parseAsync(Uint8Array.from(bytes).buffer, '');
  } finally {
    for (const [name, descriptor] of before) {
      if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
      else Object.defineProperty(globalThis, name, descriptor);
    }
  }
}
