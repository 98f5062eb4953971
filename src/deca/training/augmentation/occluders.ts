import type { Random } from '../../../geometry/random.ts';
import { type Augmentation, copyImage, eyesOf, type ImageAugmentation } from './face-picture.ts';
import { paintCoverage, type Stroke, strokeCoverage } from './strokes.ts';

// What stands before a face, drawn in code: no picture of anything is needed.

/** Skins from dark to light, linear light. */
function skinColor(random: Random): number[] {
  const light = random.uniform();
  return [0.06 + 0.62 * light, 0.03 + 0.38 * light, 0.02 + 0.26 * light].map(
    (x) => x * Math.exp(0.08 * random.normal()),
  );
}

/** A hand that reaches in from the left, the right or below: a palm and four fingers with dark rims between them. */
export const augmentByHand: Augmentation = (face, random) => {
  const image = copyImage(face.image);
  const { width, height } = image;
  const size = width * (0.2 + 0.15 * random.uniform());
  const target = [width * (0.25 + 0.5 * random.uniform()), height * (0.45 + 0.4 * random.uniform())];
  const side = Math.floor(3 * random.uniform());
  // Where the fingers point: to the right, to the left, upwards.
  const direction = [0, Math.PI, -Math.PI / 2][side] + 0.5 * random.normal();
  const along = (distance: number, across: number): [number, number] => [
    target[0] + distance * Math.cos(direction) - across * Math.sin(direction),
    target[1] + distance * Math.sin(direction) + across * Math.cos(direction),
  ];
  const fingers = [0, 1, 2, 3].map((f): Stroke => {
    const across = size * 0.3 * (f - 1.5);
    const length = size * ([0.75, 0.95, 0.9, 0.65][f] + 0.08 * random.normal());
    const bend = 0.12 * size * random.normal();
    return {
      points: [along(-0.2 * size, across), along(0.5 * length, across + 0.3 * bend), along(length, across + bend)],
      radius: 0.13 * size,
    };
  });
  const thumb: Stroke = {
    points: [along(-0.7 * size, 0.5 * size), along(-0.25 * size, 0.75 * size), along(0.15 * size, 0.8 * size)],
    radius: 0.14 * size,
  };
  const palm: Stroke = {
    points: [along(-0.5 * size, -0.15 * size), along(-0.5 * size, 0.15 * size)],
    radius: 0.5 * size,
  };
  const wrist: Stroke = { points: [along(-0.6 * size, 0), along(-4 * size, 0)], radius: 0.38 * size };
  const color = skinColor(random);
  const shade = color.map((x) => 0.45 * x);
  for (const stroke of [wrist, palm, thumb, ...fingers]) {
    paintCoverage(image, strokeCoverage(image, [{ ...stroke, radius: stroke.radius * 1.07 }]), () => shade);
    const tone = 0.9 + 0.2 * random.uniform();
    const lit = color.map((x) => tone * x);
    paintCoverage(image, strokeCoverage(image, [stroke]), () => lit);
  }
  return { ...face, image };
};

/** Strands that fall from above over the forehead and the eyes, to one side. */
export const augmentByHair: Augmentation = (face, random) => {
  const image = copyImage(face.image);
  const { width, height } = image;
  const [right, left] = eyesOf(face);
  const apart = Math.max(0.1 * width, Math.hypot(left[0] - right[0], left[1] - right[1]));
  const root = [(right[0] + left[0]) / 2 + 0.5 * apart * random.normal(), (right[1] + left[1]) / 2 - 1.1 * apart];
  const sweep = apart * (0.9 * random.normal());
  const fall = apart * (0.8 + 1.2 * random.uniform());
  const depth = random.uniform() ** 2;
  const color = [0.015 + 0.4 * depth, 0.012 + 0.27 * depth, 0.01 + 0.13 * depth];
  const strands = 40 + Math.floor(80 * random.uniform());
  for (let s = 0; s < strands; s++) {
    const start = [root[0] + 0.55 * apart * random.normal(), root[1] + 0.12 * apart * random.normal()];
    const [dx, dy] = [sweep + 0.12 * apart * random.normal(), fall * (0.7 + 0.4 * random.uniform())];
    const bow = 0.15 * apart * random.normal() - 0.3 * sweep;
    const points = Array.from({ length: 9 }, (_, k): [number, number] => {
      const t = k / 8;
      return [start[0] + t * dx + 4 * t * (1 - t) * bow, start[1] + t * dy];
    });
    const tone = Math.exp(0.35 * random.normal());
    const strand = color.map((x) => Math.min(1, tone * x));
    const radius = (width / 224) * (0.3 + 0.7 * random.uniform());
    const coverage = strokeCoverage({ ...image, height }, [{ points, radius }]);
    paintCoverage(image, coverage, () => strand);
  }
  return { ...face, image };
};

/** Frames round the eyes, a bridge and arms towards the ears; some have tinted glass. */
export const augmentByGlasses: Augmentation = (face, random) => {
  const image = copyImage(face.image);
  const { width, height, data } = image;
  const eyes = eyesOf(face);
  const [dx, dy] = [eyes[1][0] - eyes[0][0], eyes[1][1] - eyes[0][1]];
  const apart = Math.hypot(dx, dy);
  // Of a profile both eyes are at one place: there is no across.
  if (apart < 1) return face;
  const [cos, sin] = [dx / apart, dy / apart];
  const [rx, ry] = [apart * (0.3 + 0.14 * random.uniform()), apart * (0.22 + 0.16 * random.uniform())];
  const rim = 0.06 + 0.12 * random.uniform();
  const power = random.uniform() < 0.5 ? 2 : 4;
  const tint = random.uniform() < 0.3 ? 0.15 + 0.6 * random.uniform() : 1;
  const color = [0, 1, 2].map(() => 0.1 * random.uniform());
  const reach = 1.3 * Math.max(rx, ry);
  for (const [x, y] of eyes)
    for (let py = Math.max(0, Math.floor(y - reach)); py < Math.min(height, y + reach); py++)
      for (let px = Math.max(0, Math.floor(x - reach)); px < Math.min(width, x + reach); px++) {
        const u = cos * (px + 0.5 - x) + sin * (py + 0.5 - y);
        const v = -sin * (px + 0.5 - x) + cos * (py + 0.5 - y);
        const radius = (Math.abs(u / rx) ** power + Math.abs(v / ry) ** power) ** (1 / power);
        const k = 3 * (py * width + px);
        for (let c = 0; c < 3; c++) {
          if (radius < 1 - rim) data[k + c] *= tint;
          else if (radius < 1) data[k + c] = color[c];
        }
      }
  const beside = ([x, y]: readonly number[], distance: number, down: number): [number, number] => [
    x + distance * cos - down * sin,
    y + distance * sin + down * cos,
  ];
  const bars: Stroke[] = [
    { points: [beside(eyes[0], rx, -0.2 * ry), beside(eyes[1], -rx, -0.2 * ry)], radius: 0.5 * rim * rx },
    {
      points: [beside(eyes[0], -rx, -0.3 * ry), beside(eyes[0], -rx - 0.35 * apart, -0.1 * ry)],
      radius: 0.4 * rim * rx,
    },
    { points: [beside(eyes[1], rx, -0.3 * ry), beside(eyes[1], rx + 0.35 * apart, -0.1 * ry)], radius: 0.4 * rim * rx },
  ];
  paintCoverage(image, strokeCoverage(image, bars), () => color);
  return { ...face, image };
};

/** A microphone, a cup, a sleeve: a turned ellipse or rectangle of one colour. */
export const augmentByPatch: ImageAugmentation = (image, random) => {
  const out = copyImage(image);
  drawPatch(out, random, 0.1 + 0.25 * random.uniform());
  return out;
};

/** A turned ellipse or rectangle of one colour, in place. @param extent of its longer half axis, in sizes of the picture */
export function drawPatch(
  { width, height, data }: { readonly width: number; readonly height: number; readonly data: Float32Array },
  random: Random,
  extent: number,
): void {
  const [x, y] = [random.uniform() * width, random.uniform() * height];
  const angle = Math.PI * random.uniform();
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const long = extent * width;
  const short = long * (0.15 + 0.85 * random.uniform());
  const round = random.uniform() < 0.6;
  const bright = random.uniform() ** 1.5;
  const color = [0, 1, 2].map(() => bright * (0.5 + 0.5 * random.uniform()));
  for (let py = Math.max(0, Math.floor(y - long - short)); py < Math.min(height, y + long + short); py++)
    for (let px = Math.max(0, Math.floor(x - long - short)); px < Math.min(width, x + long + short); px++) {
      const u = (cos * (px - x) + sin * (py - y)) / long;
      const v = (-sin * (px - x) + cos * (py - y)) / short;
      if (round ? u * u + v * v > 1 : Math.max(Math.abs(u), Math.abs(v)) > 1) continue;
      for (let c = 0; c < 3; c++) data[3 * (py * width + px) + c] = color[c];
    }
}
