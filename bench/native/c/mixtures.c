/* Skinning weights from Gaussian mixtures and back (src/asm/mixture-weights.ts). */
#include "scene.h"

#include <tgmath.h>
#include <string.h>

enum { K = GAUSSIANS };
enum {
  AT_BINDING = TRANSLATION + ROTATION + LOG_SCALE,
  AT_MEAN = AT_BINDING + BINDING,
  AT_PRECISION = AT_MEAN + MEAN,
  AT_SHEAR = AT_PRECISION + PRECISION,
  AT_LOGIT = AT_SHEAR + SHEAR
};
static const real BACKGROUND = (real)0.5;
static const double LOG_TWO_PI = 1.8378770664093453;
/* The exponent of what is no Gaussian: that of a row's background. */
static const real NOTHING = -(real)1e30;

static void shares_of(const double *logits, double *shares) {
  double peak = logits[0], sum = 0;
  for (int k = 1; k < K; k++) peak = logits[k] > peak ? logits[k] : peak;
  for (int k = 0; k < K; k++) sum += shares[k] = exp(logits[k] - peak);
  for (int k = 0; k < K; k++) shares[k] /= sum;
}

static void fill_table(const Scene *s, State *st) {
  const double *zeta = group(s->parameters, s, AT_BINDING), *mean = group(s->parameters, s, AT_MEAN);
  const double *precision = group(s->parameters, s, AT_PRECISION), *shear = group(s->parameters, s, AT_SHEAR);
  const double *logit = group(s->parameters, s, AT_LOGIT);
  for (int j = 0; j < s->n.bones; j++) {
    double shares[K];
    shares_of(logit + K * j, shares);
    real *t = st->table + TABLE * j;
    for (int k = 0; k < K; k++) {
      const int g = K * j + k;
      t[k] = (real)(zeta[2 * j] + mean[2 * g]);
      t[K + k] = (real)(zeta[2 * j + 1] + mean[2 * g + 1]);
      t[2 * K + k] = (real)exp(precision[2 * g]);
      t[3 * K + k] = (real)exp(precision[2 * g + 1]);
      t[4 * K + k] = (real)shear[g];
      t[5 * K + k] = (real)(precision[2 * g] + precision[2 * g + 1] - LOG_TWO_PI + log(shares[k]));
    }
  }
}

void mixtures_forward(const Scene *s, State *st) {
  fill_table(s, st);
  real *restrict q = st->densities;
  real *restrict w = st->weights;
  for (int i = 0; i < s->n.vertices; i++) {
    const real u = s->skin_uv[2 * i], v = s->skin_uv[2 * i + 1];
    const int first = s->starts[i], last = s->starts[i + 1];
    for (int k = 0; k < K; k++) q[K * first + k] = NOTHING;
    for (int n = first + 1; n < last; n++) {
      const real *restrict t = st->table + TABLE * s->pair_bones[n];
      for (int k = 0; k < K; k++) {
        const real dx = u - t[k], d1 = t[2 * K + k] * dx;
        const real d2 = t[3 * K + k] * (v - t[K + k] + t[4 * K + k] * dx);
        q[K * n + k] = t[5 * K + k] - (real)0.5 * (d1 * d1 + d2 * d2);
      }
    }
  }
  for (int n = 0; n < K * s->n.pairs; n++) q[n] = exp(q[n]);
  for (int n = 0; n < s->n.pairs; n++) w[n] = q[K * n] + q[K * n + 1];
  for (int i = 0; i < s->n.vertices; i++) {
    const int first = s->starts[i], last = s->starts[i + 1];
    w[first] = BACKGROUND;
    real total = 0;
    for (int n = first; n < last; n++) total += w[n];
    st->sums[i] = total;
    const real inverse = 1 / total;
    for (int n = first; n < last; n++) w[n] *= inverse;
  }
}

static void table_backward(const Scene *s, State *st) {
  memset(st->grad_table, 0, sizeof(real) * TABLE * s->n.bones);
  for (int i = 0; i < s->n.vertices; i++) {
    const int first = s->starts[i], last = s->starts[i + 1];
    const real u = s->skin_uv[2 * i], v = s->skin_uv[2 * i + 1], inverse = 1 / st->sums[i];
    real mix = 0;
    for (int n = first; n < last; n++) mix += st->weights[n] * st->grad_weights[n];
    for (int n = first + 1; n < last; n++) {
      const real slope = (st->grad_weights[n] - mix) * inverse;
      const real *restrict t = st->table + TABLE * s->pair_bones[n];
      real *restrict g = st->grad_table + TABLE * s->pair_bones[n];
      for (int k = 0; k < K; k++) {
        const real Q = st->densities[K * n + k] * slope;
        const real dx = u - t[k], a = t[2 * K + k], b = t[3 * K + k], shear = t[4 * K + k];
        const real d1 = a * dx, d2 = b * (v - t[K + k] + shear * dx), along = Q * b * d2;
        g[k] += Q * a * d1 + shear * along;
        g[K + k] += along;
        g[2 * K + k] += Q * (1 - d1 * d1);
        g[3 * K + k] += Q * (1 - d2 * d2);
        g[4 * K + k] -= along * dx;
        g[5 * K + k] += Q;
      }
    }
  }
}

void mixtures_backward(const Scene *s, State *st) {
  table_backward(s, st);
  double *g_zeta = group(st->gradient, s, AT_BINDING), *g_mean = group(st->gradient, s, AT_MEAN);
  double *g_precision = group(st->gradient, s, AT_PRECISION), *g_shear = group(st->gradient, s, AT_SHEAR);
  double *g_logit = group(st->gradient, s, AT_LOGIT);
  const double *logit = group(s->parameters, s, AT_LOGIT);
  for (int j = 0; j < s->n.bones; j++) {
    const real *t = st->grad_table + TABLE * j;
    double shares[K], sum = 0;
    shares_of(logit + K * j, shares);
    for (int k = 0; k < K; k++) sum += t[5 * K + k];
    for (int k = 0; k < K; k++) {
      const int g = K * j + k;
      for (int axis = 0; axis < 2; axis++) {
        g_mean[2 * g + axis] += t[axis * K + k];
        g_zeta[2 * j + axis] += t[axis * K + k];
        g_precision[2 * g + axis] += t[(2 + axis) * K + k];
      }
      g_shear[g] += t[4 * K + k];
      g_logit[g] += t[5 * K + k] - shares[k] * sum;
    }
  }
}
