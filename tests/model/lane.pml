/* One stream: rings that are replaced, a sender that waits for space, a receiver that finishes records
   out of order and leaves rings, and a sender that may die at any step.

   Claims: records arrive in order and none is missing; no cell is read that is not published or was
   freed; a ring is freed only after it was left; a sender that waits is woken.
   -DNO_FENCE (the look at `wake_at` may come before the store of head), -DEARLY_LINK (successor before
   the last tail store) and -DFREE_WHEN_READ (the sender does not wait for `left`) must each find an error. */

#define RINGS 3
#define CELLS 2
#define RECORDS 9
#define FREED 99

byte cell[RINGS * CELLS];
byte tail[RINGS];
byte head[RINGS];
bool parted[RINGS];
byte successor[RINGS];   /* 0 = none: ring 0 is nobody's successor */
byte wake_at[RINGS];     /* 0 = does not wait */
bool freed[RINGS];
bool woken;
bool dead;
bool finished;           /* the sender has sent all */
bool told;               /* the receiver knows of the death */
byte published;

inline publish(ring) {
  cell[ring * CELLS + tail[ring] % CELLS] = next;
  atomic { tail[ring]++; published = next }
}

inline free_left() {
  if
#ifdef FREE_WHEN_READ
  :: newest > oldest && head[oldest] == tail[oldest] ->
#else
  :: newest > oldest && parted[oldest] ->
#endif
     freed[oldest] = true;
     cell[oldest * CELLS] = FREED;
     cell[oldest * CELLS + 1] = FREED;
     oldest++
  :: else
  fi
}

proctype sender() {
  byte next = 1;
  byte newest;
  byte oldest;
  {
    do
    :: next > RECORDS -> break
    :: next <= RECORDS && tail[newest] - head[newest] < CELLS -> publish(newest); next++
    :: next <= RECORDS && tail[newest] - head[newest] == CELLS && newest + 1 < RINGS ->
       free_left();
#ifdef EARLY_LINK
       if /* one more record into the old ring, although the new one is linked */
       :: head[newest] > 0 && tail[newest] - head[newest] < CELLS ->
          successor[newest] = newest + 1;
          publish(newest);
          next++
       :: else -> successor[newest] = newest + 1
       fi;
#else
       successor[newest] = newest + 1;
#endif
       newest++
    :: next <= RECORDS && tail[newest] - head[newest] == CELLS && newest + 1 == RINGS ->
       woken = false;
       wake_at[newest] = tail[newest] + 1 - CELLS;
       /* fence */
       if
       :: head[newest] >= wake_at[newest]
       :: else -> woken
       fi;
       wake_at[newest] = 0
    od;
    free_left();
    finished = true;
end_done:
    false /* stays until it is killed */
  } unless { dead };
  (dead);
  told = true
}

proctype death() {
  dead = true
}

inline wake_writer(ring) {
  if
  :: wake_at[ring] != 0 && head[ring] >= wake_at[ring] -> woken = true
  :: else
  fi
}

inline move_head(ring, to) {
#ifdef NO_FENCE
  if
  :: head[ring] = to; wake_writer(ring)
  :: true -> wake_writer(ring); head[ring] = to
  fi
#else
  head[ring] = to;
  wake_writer(ring)
#endif
}

/* Reads to the tail; finishes what it has read in any order: here, one behind or both at once. */
active proctype receiver() {
  byte ring;
  byte cursor;
  byte got;
  byte value;
end:
  do
  :: cursor < tail[ring] ->
     assert(!freed[ring]);
     value = cell[ring * CELLS + cursor % CELLS];
     assert(value == got + 1);
     got = value;
     cursor++
  :: head[ring] < cursor -> move_head(ring, cursor)
  :: cursor == tail[ring] && successor[ring] != 0 ->
     if
     :: cursor != tail[ring] /* the tail was final before the successor was there: read on */
     :: else ->
        do
        :: head[ring] < cursor -> move_head(ring, cursor)
        :: else -> break
        od;
        assert(!freed[ring]);
        parted[ring] = true;
        atomic { ring = successor[ring]; cursor = 0 }
     fi
  :: told && cursor == tail[ring] && successor[ring] == 0 && head[ring] == cursor ->
     assert(got == published);
     break
  od
}

init {
  atomic {
    run sender();
    if
    :: run death() /* at any instant */
    :: true        /* never */
    fi
  }
}

/* Nobody can move: then a living sender must not be waiting beside a receiver with nothing to do. */
active proctype auditor() {
  timeout -> assert(dead || finished)
}
