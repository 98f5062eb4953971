import { type AnimationClip, type KeyframeTrack, Quaternion, Vector3 } from 'three';
import type { Head } from './load-head.ts';
import type { Motion } from './motion.ts';
import type { HeadPose } from './pose.ts';

/** How long a clip of one moment takes: into it, there, and back, seconds. */
const MOMENT_SECONDS = 4;
const EASE_SECONDS = 0.9;

/** Moves part of a pose: 0 at rest, 1 as the track has it. */
type TrackMove = (pose: HeadPose, seconds: number, share: number) => void;

/** A clip of the file: played where it lasts, eased into and out of where it is a single moment. */
export function clipMotion(head: Head, clip: AnimationClip): Motion {
  const moves = [...jointMoves(head, clip), ...weightMoves(clip)];
  const lasts = clip.duration > 0;
  return {
    name: clip.name,
    seconds: lasts ? clip.duration : MOMENT_SECONDS,
    stillAt: lasts ? 0 : MOMENT_SECONDS / 2,
    apply(pose, seconds) {
      const share = lasts ? 1 : momentShare(seconds);
      for (const move of moves) move(pose, lasts ? seconds : 0, share);
    },
  };
}

/** 0 at both ends, 1 between. */
function momentShare(seconds: number): number {
  const x = Math.min(1, Math.max(0, Math.min(seconds, MOMENT_SECONDS - seconds) / EASE_SECONDS));
  return x * x * (3 - 2 * x);
}

function jointMoves({ joints }: Head, clip: AnimationClip): TrackMove[] {
  const rotation = new Quaternion();
  const position = new Vector3();
  return clip.tracks.flatMap((track): TrackMove[] => {
    const [name, property] = partsOf(track);
    const joint = joints.get(name);
    if (joint === undefined) return [];
    const at = sampled(track);
    if (property === 'quaternion')
      return [
        (pose, seconds, share) =>
          pose.setRotation(name, rotation.copy(joint.rotation).slerp(new Quaternion().fromArray(at(seconds)), share)),
      ];
    return [
      (pose, seconds, share) =>
        pose.setPosition(name, position.copy(joint.position).lerp(new Vector3().fromArray(at(seconds)), share)),
    ];
  });
}

/** All parts share their weights: the first part's track is every part's. */
function weightMoves(clip: AnimationClip): TrackMove[] {
  const track = clip.tracks.find((each) => partsOf(each)[1] === 'morphTargetInfluences');
  if (track === undefined) return [];
  const at = sampled(track);
  return [(pose, seconds, share) => pose.setInfluences(at(seconds).map((weight) => share * weight))];
}

/** The node's name, which may hold dots, and what of it is moved. */
function partsOf({ name }: KeyframeTrack): [node: string, property: string] {
  const dot = name.lastIndexOf('.');
  return [name.slice(0, dot), name.slice(dot + 1)];
}

/** Linear between key frames; quaternions are near enough for that, and are made unit again. */
function sampled(track: KeyframeTrack): (seconds: number) => number[] {
  const width = track.getValueSize();
  const { times, values } = track;
  return (seconds) => {
    let k = 0;
    while (k < times.length - 2 && times[k + 1] < seconds) k++;
    const next = Math.min(k + 1, times.length - 1);
    const share = next === k ? 0 : Math.min(1, Math.max(0, (seconds - times[k]) / (times[next] - times[k])));
    const out = Array.from(
      { length: width },
      (_, i) => (1 - share) * values[k * width + i] + share * values[next * width + i],
    );
    if (width !== 4 || !track.name.endsWith('.quaternion')) return out;
    const length = Math.hypot(...out);
    return out.map((x) => x / length);
  };
}
