import { MeshoptDecoder } from 'meshoptimizer';
import { type Group, Texture } from 'three';
import { type GLTF, GLTFLoader, type GLTFLoaderPlugin, type GLTFParser } from 'three/addons/loaders/GLTFLoader.js';

/** A GLB as three.js reads it, but for its pictures: Node decodes none as browsers do. @throws whatever it does not read */
export async function loadInThree(glb: Uint8Array): Promise<Group> {
  return (await gltfInThree(glb)).scene;
}

/** The same with all that it read, through plugins of the loader. */
export function gltfInThree(
  glb: Uint8Array,
  ...plugins: readonly ((parser: GLTFParser) => GLTFLoaderPlugin)[]
): Promise<GLTF> {
  const loader = new GLTFLoader();
  loader.register(() => ({ name: 'no-pictures', loadTexture: () => Promise.resolve(new Texture()) }));
  loader.setMeshoptDecoder(MeshoptDecoder);
  for (const plugin of plugins) loader.register(plugin);
  return loader.parseAsync(Uint8Array.from(glb).buffer, '');
}
