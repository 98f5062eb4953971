/* Short vectors as GCC and Clang have them: what their loop vectorisers leave scalar in rasteriser and pixels. */
#ifndef LANES_H
#define LANES_H

#include "scene.h"

/* Pixels of a row that the rasteriser takes at once. */
enum { STEP = 8 };
typedef real Row __attribute__((vector_size(STEP * sizeof(real)), aligned(sizeof(real))));
typedef whole RowMask __attribute__((vector_size(STEP * sizeof(real)), aligned(sizeof(real))));

/* The channels of a pixel, the fourth empty. */
typedef real Four __attribute__((vector_size(4 * sizeof(real)), aligned(sizeof(real))));
typedef whole FourWhole __attribute__((vector_size(4 * sizeof(real))));

static inline Four four_at(const real *at) { return *(const Four *)at; }
static inline void add_four(real *at, Four value) { *(Four *)at += value; }
static inline real sum_four(Four x) { return x[0] + x[1] + x[2] + x[3]; }

#endif
