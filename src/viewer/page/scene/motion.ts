import type { HeadPose } from './pose.ts';

/** Something that a head does over time. */
export interface Motion {
  readonly name: string;
  readonly seconds: number;
  /** The moment that shows it best. */
  readonly stillAt: number;
  /** Poses the head as it is at a moment in 0..{@link seconds}. */
  apply(pose: HeadPose, seconds: number): void;
}

/** Plays one motion at a time, around and around. */
export interface MotionPlayer {
  readonly playing: boolean;
  readonly motion: Motion | null;
  readonly seconds: number;
  choose(motion: Motion): void;
  play(): void;
  pause(): void;
  seek(seconds: number): void;
  /** Goes on by a share of a second. @returns whether it did */
  advance(seconds: number): boolean;
}

/** @param changed told when it starts, stops, or is somewhere else */
export function motionPlayer(pose: HeadPose, changed: () => void): MotionPlayer {
  let motion: Motion | null = null;
  let seconds = 0;
  let playing = false;
  const show = (): void => {
    motion?.apply(pose, seconds);
    changed();
  };
  return {
    get playing() {
      return playing;
    },
    get motion() {
      return motion;
    },
    get seconds() {
      return seconds;
    },
    choose(next) {
      motion = next;
      seconds = 0;
      pose.rest();
      changed();
    },
    play() {
      if (motion === null || playing) return;
      playing = true;
      pose.rest();
      show();
    },
    pause() {
      if (!playing) return;
      playing = false;
      changed();
    },
    seek(to) {
      playing = false;
      seconds = to;
      pose.rest();
      show();
    },
    advance(by) {
      if (!playing || motion === null) return false;
      seconds = (seconds + by) % motion.seconds;
      show();
      return true;
    },
  };
}
