import { type Group, Texture } from 'three';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';

/** A GLB as three.js reads it, but for its pictures: Node decodes none as browsers do. @throws whatever it does not read */
export async function loadInThree(glb: Uint8Array): Promise<Group> {
  const loader = new GLTFLoader();
  loader.register(() => ({ name: 'no-pictures', loadTexture: () => Promise.resolve(new Texture()) }));
  return (await loader.parseAsync(Uint8Array.from(glb).buffer, '')).scene;
}
