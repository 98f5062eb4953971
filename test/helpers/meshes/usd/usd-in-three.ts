import { type Group, ImageLoader } from 'three';
import { USDLoader } from 'three/addons/loaders/USDLoader.js';

/** A USD as three.js reads it, but for its pictures: Node decodes none as browsers do. @throws whatever it does not read */
export function usdInThree(usd: string | Uint8Array): Group {
  // It makes its own loaders of pictures, after it has given back the scene.
  Object.assign(ImageLoader.prototype, { load: () => ({}) });
  return new USDLoader().parse(typeof usd === 'string' ? usd : Uint8Array.from(usd).buffer);
}

/** Values of a stage's attributes by their paths, such as `/head/skin.points`. */
export async function usdAttributes(text: string): Promise<(path: string) => unknown> {
  // It has no types.
  const module: string = 'three/addons/loaders/usd/USDAParser.js';
  const { USDAParser } = (await import(module)) as {
    USDAParser: new () => {
      parseData(text: string): { specsByPath: Record<string, { fields: { default?: unknown } }> };
    };
  };
  const { specsByPath } = new USDAParser().parseData(text);
  return (path) => specsByPath[path]?.fields.default;
}
