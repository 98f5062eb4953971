import { tf } from '../../deca/training/tfjs-backend.ts';
import { filterGradientWebgpu } from './filter-gradient-webgpu.ts';

/** A 3 x 3 convolution. @param x [N, H, W, C] @param w [3, 3, C, O] @returns [N, H, W, O] */
export type Convolution = (x: tf.Tensor4D, w: tf.Tensor4D) => tf.Tensor4D;

/**
 * A 3 x 3 convolution over zero-padded pictures with its gradients written out:
 *   y[n, i, j, o] = sum over k, l, c of x[n, i + k - 1, j + l - 1, c] w[k, l, c, o]
 *   dx = dy convolved with w turned half round, channels swapped
 *   dw[k, l, c, o] = sum over n, i, j of x[n, i + k - 1, j + l - 1, c] dy[n, i, j, o]
 * The last is a convolution too, of x with channels for pictures and pictures for channels, by dy. tfjs' WebAssembly
 * back end has no filter gradient, and its input gradient takes ten times as long as this one.
 */
export const convolve: Convolution = (x, w) =>
  tf.customGrad((input, weights, save) => {
    const [picture, filter] = [input as tf.Tensor4D, weights as tf.Tensor4D];
    (save as tf.GradSaveFunc)([picture, filter]);
    return {
      value: tf.conv2d(picture, filter, 1, 'same'),
      gradFunc: (gradient: tf.Tensor, [source, kernel]: tf.Tensor[]) => [
        inputGradient(gradient as tf.Tensor4D, kernel as tf.Tensor4D),
        filterGradient(source as tf.Tensor4D, gradient as tf.Tensor4D),
      ],
    };
  })(x, w) as tf.Tensor4D;

/** {@link convolve} where only the weights are learnt: of pictures as they are read. */
export const convolveConstant: Convolution = (x, w) =>
  tf.customGrad((weights, save) => {
    (save as tf.GradSaveFunc)([x]);
    return {
      value: tf.conv2d(x, weights as tf.Tensor4D, 1, 'same'),
      gradFunc: (gradient: tf.Tensor, [source]: tf.Tensor[]) =>
        filterGradient(source as tf.Tensor4D, gradient as tf.Tensor4D),
    };
  })(w) as tf.Tensor4D;

/** {@link convolve} where only the picture is learnt: by a network that judges and stays as it is. */
export const convolveByConstant: Convolution = (x, w) =>
  tf.customGrad((input, save) => {
    (save as tf.GradSaveFunc)([w]);
    return {
      value: tf.conv2d(input as tf.Tensor4D, w, 1, 'same'),
      gradFunc: (gradient: tf.Tensor, [kernel]: tf.Tensor[]) =>
        inputGradient(gradient as tf.Tensor4D, kernel as tf.Tensor4D),
    };
  })(x) as tf.Tensor4D;

function inputGradient(gradient: tf.Tensor4D, w: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => tf.conv2d(gradient, tf.transpose(tf.reverse(w, [0, 1]), [0, 1, 3, 2]), 1, 'same'));
}

function filterGradient(x: tf.Tensor4D, gradient: tf.Tensor4D): tf.Tensor4D {
  if (tf.getBackend() === 'webgpu') return filterGradientWebgpu(x, gradient);
  return tf.tidy(() => {
    const padded = tf.pad(x, [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ]);
    const pictures = tf.transpose(padded, [3, 1, 2, 0]) as tf.Tensor4D;
    const filter = tf.transpose(gradient, [1, 2, 0, 3]) as tf.Tensor4D;
    return tf.transpose(tf.conv2d(pictures, filter, 1, 'valid'), [1, 2, 0, 3]) as tf.Tensor4D;
  });
}

/** Blocks of 2 x 2 pixels as channels: [N, H, W, C] to [N, H/2, W/2, 4 C], channel (2 dy + dx) C + c. */
export function blocksToChannels(x: tf.Tensor4D): tf.Tensor4D {
  const [n, h, w, c] = x.shape;
  return tf
    .transpose(tf.reshape(x, [n, h / 2, 2, w / 2, 2, c]), [0, 1, 3, 2, 4, 5])
    .reshape([n, h / 2, w / 2, 4 * c]) as tf.Tensor4D;
}

/** Means of 2 x 2 pixels. */
export function halved(x: tf.Tensor4D): tf.Tensor4D {
  return tf.avgPool(x, 2, 2, 'valid');
}

/**
 * Means over windows of odd sides about each pixel, of the pixels within the picture, with the gradient written out: with the
 * windows' sums B, symmetric, and the numbers n of pixels in them
 *   y = B x / n,  dx = B (dy / n) = n * mean(dy / n)
 * tfjs divides by the whole window's area in its gradient (by n in the mean alone): along the border it is no gradient.
 * @param window height, width
 */
export function windowMeans(x: tf.Tensor4D, window: readonly [number, number]): tf.Tensor4D {
  const mean = (of: tf.Tensor4D): tf.Tensor4D => tf.avgPool(of, [...window], 1, 'same');
  return tf.customGrad((input) => ({
    value: mean(input as tf.Tensor4D),
    gradFunc: (gradient: tf.Tensor) =>
      tf.tidy(() => {
        const counts = windowCounts([x.shape[1], x.shape[2]], window);
        return tf.mul(counts, mean(tf.div(gradient, counts)));
      }),
  }))(x) as tf.Tensor4D;
}

/** Pixels of the picture in the window about each [1, H, W, 1]. */
function windowCounts([height, width]: readonly [number, number], window: readonly [number, number]): tf.Tensor4D {
  const within = (length: number, side: number): Float32Array =>
    Float32Array.from({ length }, (_, at) => {
      const reach = (side - 1) / 2;
      return Math.min(length - 1, at + reach) - Math.max(0, at - reach) + 1;
    });
  return tf.mul(
    tf.tensor4d(within(height, window[0]), [1, height, 1, 1]),
    tf.tensor4d(within(width, window[1]), [1, 1, width, 1]),
  );
}

/** Texels along a side of the squares over which detail is told from tone. */
export const DETAIL_WINDOW = 17;

/** Without the means over squares about each pixel: detail, and no tone. Beyond the border nothing counts. */
export function detailAlone(x: tf.Tensor4D): tf.Tensor4D {
  return tf.sub(x, windowMeans(windowMeans(x, [1, DETAIL_WINDOW]), [DETAIL_WINDOW, 1]));
}

/** Each pixel twice along both sides. */
export function doubled(x: tf.Tensor4D): tf.Tensor4D {
  return tf.image.resizeNearestNeighbor(x, [2 * x.shape[1], 2 * x.shape[2]]);
}

/**
 * Means of 3 x 3 pixels, of those within the picture. Of a picture that was {@link doubled}: pixels are a third and two
 * thirds of two neighbours along either side, whichever half of theirs they are.
 */
export function smoothed(x: tf.Tensor4D): tf.Tensor4D {
  return windowMeans(x, [3, 3]);
}
