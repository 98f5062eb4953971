import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../run-cli.ts';

const CAMERA = {
  K: [
    [1000, 0, 500],
    [0, 1000, 400],
    [0, 0, 1],
  ],
  R: [
    [1, 0, 0],
    [0, -1, 0],
    [0, 0, -1],
  ],
  t: [0, 0, 900],
};

/** What of a `fit.json` the viewer reads. */
export const FIT_JSON = {
  version: 1,
  tool: { name: 'asm-fit', version: '0.1.0' },
  head: 'bundled',
  capture: { views: [0, 1].map((k) => ({ image: `views/${k}.jpg`, width: 1000, height: 800 })) },
  methods: {
    asm: {
      parameterCount: 1932,
      views: [
        {
          image: 'views/0.jpg',
          used: true,
          photo: 'views/00_photo.jpg',
          ...CAMERA,
          landmarkRmsPercentIod: 1.25,
          photometricPsnrDb: 27,
        },
        { image: 'views/1.jpg', used: false, landmarkRmsPercentIod: null, photometricPsnrDb: null },
      ],
    },
  },
  losses: [3, 2, 1].map((total, step) => ({ stage: 'bones', step, total })),
  warnings: ['one </script> of them'],
};

/** A folder with such files; contents that are no text are written as JSON. */
export function resultFolder(files: Readonly<Record<string, unknown>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

/** A finished fit, as far as a server looks. */
export const FIT_FILES = {
  'fit.json': FIT_JSON,
  'head.glb': 'glTF',
  'captured.obj': 'v 0 0 0\n',
  'views/00_photo.jpg': 'picture',
  'report.html': '<p>',
  'secret.txt': 'nobody is told',
};
