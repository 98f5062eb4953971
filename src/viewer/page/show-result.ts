import { Box3, type Object3D } from 'three';
import { readSliderMoves } from '../result/slider-moves.ts';
import type { ViewerPhotograph } from '../result/viewer-data.ts';
import type { KeyAction } from './keys.ts';
import { addTools } from './page-tools.ts';
import { bonesPanel } from './panels/bones-panel.ts';
import { comparePanel } from './panels/compare-panel.ts';
import { facePanel } from './panels/face-panel.ts';
import { fitPanel } from './panels/fit-panel.ts';
import { lightPanel } from './panels/light-panel.ts';
import { motionBar } from './panels/motion-bar.ts';
import { photosPanel } from './panels/photos-panel.ts';
import { type SliderEntry, shapePanel } from './panels/shape-panel.ts';
import type { ResultFiles } from './result-files.ts';
import { clipMotion } from './scene/clip-motion.ts';
import { comparisonView } from './scene/comparison-view.ts';
import { faceTour } from './scene/face-tour.ts';
import { headView } from './scene/head-view.ts';
import { type Head, loadHead } from './scene/load-head.ts';
import { headLooks, LOOKS, type Look } from './scene/looks.ts';
import { type Motion, motionPlayer } from './scene/motion.ts';
import { createOrbit, type Orbit } from './scene/orbit.ts';
import { photoView } from './scene/photo-view.ts';
import { headPose } from './scene/pose.ts';
import { createStage, type Stage } from './scene/stage.ts';
import { createStudio, type Studio } from './scene/studio.ts';
import { headShape } from './shape/head-shape.ts';
import type { Shell } from './shell.ts';
import { choiceRow } from './ui/choice.ts';
import { type TabPage, tabs } from './ui/tabs.ts';

/** What every part of the page draws with. */
interface Room {
  readonly files: ResultFiles;
  readonly shell: Shell;
  readonly stage: Stage;
  readonly orbit: Orbit;
  readonly studio: Studio;
}

/** A tab, and what comes and goes with it. */
interface Part extends TabPage {
  enter(): void;
  leave?(): void;
}

/** Whether something went on by so many seconds. */
type Advance = (seconds: number) => boolean;

/** Fills the page with a result; settles when the first picture of it is drawn. */
export async function showResult(files: ResultFiles, shell: Shell): Promise<void> {
  const { data } = files;
  document.title = data.title;
  shell.title.textContent = data.title;
  const going: Advance[] = [];
  const stage = createStage(shell.canvas, (seconds) => going.map((advance) => advance(seconds)).includes(true));
  const orbit = createOrbit(shell.canvas, stage.invalidate);
  const room: Room = { files, shell, stage, orbit, studio: createStudio() };
  const head = data.model === null ? null : await loadHead(await files.bytes(data.model));
  const { parts, keys, enter }: HeadParts =
    head === null ? { parts: [], keys: [], enter: () => {} } : await headParts(room, head, going);
  if (data.meshes.length > 0) parts.push(comparePart(room, head === null));
  parts.push({ name: 'fit', label: 'Fit', content: fitPanel(files), enter });
  let open: Part | null = null;
  const { list, open: openTab } = tabs(parts, (name) => {
    const next = parts.find((part) => part.name === name) ?? null;
    if (next === open) return;
    open?.leave?.();
    open = next;
    open?.enter();
    stage.invalidate();
  });
  shell.panel.append(list, ...parts.map(({ content }) => content));
  addTools({ shell, stage, orbit, name: data.title }, keys);
  openTab(parts[0].name);
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  shell.loaded();
}

/** What a rigged head brings to the page. */
interface HeadParts {
  readonly parts: Part[];
  readonly keys: readonly KeyAction[];
  /** Shows the head alone. */
  enter(): void;
}

/** Everything that needs a rigged head. */
async function headParts(room: Room, head: Head, going: Advance[]): Promise<HeadParts> {
  const { files, shell, stage, orbit, studio } = room;
  const pose = headPose(head, () => {
    stage.invalidate();
    refresh();
  });
  const looks = headLooks(head, stage.invalidate);
  const view = headView(head, orbit, studio);
  const tour = faceTour(head.shapes);
  const moments = head.clips.map((clip) => clipMotion(head, clip));
  const player = motionPlayer(pose, () => {
    stage.invalidate();
    bar.refresh();
  });
  const motions = tour === null ? moments : [tour, ...moments];
  const bar = motionBar(motions, player);
  const face = facePanel(pose, [...head.shapes.keys()], player.pause);
  const bones = bonesPanel([...head.joints.keys()], {
    pose,
    looks,
    showSkeleton: (visible) => {
      view.showSkeleton(visible);
      stage.invalidate();
    },
    taken: player.pause,
  });
  const refresh = (): void => {
    face.refresh();
    bones.refresh();
  };
  if (motions.length > 0) player.choose(motions[0]);
  going.push(player.advance);
  const look = choiceRow<Look>('look', LOOKS, 'textured', looks.show);
  shell.looks.append(look.row);
  shell.motions.append(bar.content);
  orbit.frame(head.box);
  await view.prepare(stage.renderer);
  const enter = (): void => stage.show(view);
  const parts: Part[] = [
    {
      name: 'face',
      label: 'Face',
      content: face.content,
      enter: () => {
        enter();
        refresh();
      },
    },
    ...(await shapeParts(room, head, enter)),
    {
      name: 'bones',
      label: 'Bones',
      content: bones.content,
      enter: () => {
        enter();
        refresh();
      },
    },
    { name: 'light', label: 'Light', content: lightPanel(orbit, studio, stage.invalidate), enter },
  ];
  if (files.data.photographs.length > 0) {
    const photos = photoView(head, studio, stage.invalidate);
    const panel = photosPanel(files, photos, (photograph) => {
      player.pause();
      pose.rest();
      const moment = momentOf(photograph, moments);
      moment?.apply(pose, moment.stillAt);
    });
    parts.push({
      name: 'photos',
      label: 'Photos',
      content: panel.content,
      enter: () => {
        stage.show(photos);
        shell.motions.hidden = true;
        panel.open();
      },
      leave: () => {
        shell.motions.hidden = false;
        pose.rest();
        stage.show(view);
      },
    });
  }
  const names = Object.keys(LOOKS) as Look[];
  const keys = [
    ...names.map((name, k) => ({
      keys: [String(k + 1)],
      label: `look: ${LOOKS[name].toLowerCase()}`,
      run: () => look.choose(name),
    })),
    { keys: [' '], label: 'play or pause', run: bar.toggle },
    {
      keys: ['0'],
      label: 'rest',
      run: () => {
        player.pause();
        pose.rest();
      },
    },
  ];
  return { parts, keys, enter };
}

/** The sliders of a head whose result has them. */
async function shapeParts({ files, stage }: Room, head: Head, enter: () => void): Promise<Part[]> {
  const { sliders } = files.data;
  if (sliders === null) return [];
  const moves = readSliderMoves(await files.bytes(sliders.moves));
  const shape = headShape(head, moves, stage.invalidate);
  if (shape === null) return [];
  const text = new TextDecoder().decode(await files.bytes(sliders.values));
  const { sliders: entries } = JSON.parse(text) as { readonly sliders: readonly SliderEntry[] };
  return [{ name: 'shape', label: 'Shape', content: shapePanel(shape, entries), enter }];
}

/** The clip of a photograph, else what all photographs share. */
function momentOf({ name }: ViewerPhotograph, moments: readonly Motion[]): Motion | undefined {
  const own = moments.find((moment) => moment.name === `captured ${name}`);
  return (
    own ??
    moments.find((moment) => moment.name === 'captured') ??
    moments.find((moment) => moment.name.startsWith('captured'))
  );
}

function comparePart({ files, shell, stage, orbit, studio }: Room, alone: boolean): Part {
  const view = comparisonView(shell.canvas, orbit, studio);
  let framed = !alone;
  const panel = comparePanel(files, shell.panes, (objects) => {
    view.show(objects);
    if (!framed && objects.length > 0) orbit.frame(boxOf(objects[0].object));
    framed ||= objects.length > 0;
    stage.invalidate();
  });
  return {
    name: 'compare',
    label: 'Compare',
    content: panel.content,
    enter: () => {
      for (const part of [shell.looks, shell.motions]) part.hidden = true;
      shell.panes.hidden = false;
      stage.show(view);
      void panel.open();
    },
    leave: () => {
      // Another part that draws the head takes the stage when it is entered; the fit's numbers go with what is shown.
      for (const part of [shell.looks, shell.motions]) part.hidden = alone;
      shell.panes.hidden = !alone;
    },
  };
}

function boxOf(object: Object3D): Box3 {
  return new Box3().setFromObject(object);
}
