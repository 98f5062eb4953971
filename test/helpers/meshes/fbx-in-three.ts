import { type Group, LoadingManager, Texture, type TextureLoader } from 'three';
import { FBXLoader } from 'three/addons/loaders/FBXLoader.js';

/** An FBX as three.js reads it, but for its pictures: Node decodes none as browsers do. @throws whatever it does not read */
export function fbxInThree(fbx: Uint8Array): Group {
  const manager = new LoadingManager();
  const noPictures = { path: '', setPath: () => noPictures, load: () => new Texture() };
  manager.addHandler(/\.(png|jpg)$/, noPictures as unknown as TextureLoader);
  return new FBXLoader(manager).parse(Uint8Array.from(fbx).buffer, '');
}
