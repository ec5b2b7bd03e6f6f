/* The doorbell: two producers ring, one consumer parks; a producer may die at any step. After it has read
   a lane the consumer may poll it for a while: its producer then need not ring.

   Claim: when nobody can go on, everything that was published has been read: no wake is lost.
   A store and the look that follows it may pass each other unless a full fence stands between them;
   when the fence is taken out (-DNO_FENCE) either order is tried, which must find a lost wake. So must
   -DSKIP_SUMMARY (a producer that trusts its own mark alone), -DCLEAR_FIRST (a waker that clears
   `parked` before it wakes, and may die in between), -DLOOK_FIRST (a consumer that looks at the lanes
   it polled before it says that it stops) and -DPOLL_NO_FENCE (a producer that looks at `polled` before
   it publishes). */

#define PRODUCERS 2

byte tail[PRODUCERS];    /* published, per lane */
byte cursor[PRODUCERS];  /* read, per lane */
bool polled[PRODUCERS];  /* the consumer looks at the tail by itself */
bool marked[PRODUCERS];
bool summary;
bool parked;
byte sleeps;             /* the count in the parked word */
byte events;
bool asleep;             /* in the kernel */
bool dead[PRODUCERS];
bool over[PRODUCERS];    /* told by the house */

inline wake() {
  if
  :: atomic { parked -> count = sleeps };
#ifdef CLEAR_FIRST
     parked = false;
#endif
     events++;
     asleep = false; /* the system call */
     atomic {
       if
       :: sleeps == count -> parked = false
       :: else
       fi
     }
  :: else
  fi
}

inline ring(who) {
  if
  :: marked[who] ->
#ifdef SKIP_SUMMARY
     skip
#else
     if
     :: summary
     :: else -> summary = true; wake()
     fi
#endif
  :: else -> marked[who] = true; summary = true; wake()
  fi
}

inline announce(who) {
  if
  :: polled[who]
  :: else -> ring(who)
  fi
}

proctype producer(byte me) {
  byte count;
  byte i;
  for (i : 1 .. 2) {
#ifdef NO_FENCE
    if
    :: tail[me]++; announce(me)
    :: true -> announce(me); tail[me]++
    fi
#elif defined(POLL_NO_FENCE)
    bool was_polled = polled[me];
    tail[me]++;
    if
    :: was_polled
    :: else -> ring(me)
    fi
#else
    tail[me]++;
    announce(me)
#endif
  }
}

/* The same producer, ended somewhere: everything after that point never happens. The house then
   announces what it may have left unannounced. */
proctype mortal(byte me) {
  byte count;
  {
    tail[me]++;
    announce(me)
  } unless { dead[me] };
  (dead[me]);
  over[me] = true;
  ring(me);
  wake() /* its attention bit: new in any case */
}

proctype death(byte whom) {
  dead[whom] = true
}

inline look(lane) {
  atomic { had = marked[lane]; marked[lane] = false };
  if
  :: had -> read(lane)
  :: else
  fi
}

inline read(lane) {
  cursor[lane] = tail[lane];
  if
  :: polled[lane] = true
  :: true /* enough others are polled */
  fi
}

inline look_at_polled(lane) {
  if
  :: polled[lane] -> cursor[lane] = tail[lane]
  :: else
  fi
}

inline read_all() {
  if
  :: summary -> summary = false; look(0); look(1)
  :: else
  fi;
  look_at_polled(0);
  look_at_polled(1)
}

inline stop_polling(lane) {
  if
  :: polled[lane] ->
#ifdef LOOK_FIRST
     cursor[lane] = tail[lane];
     polled[lane] = false
#else
     polled[lane] = false;
     /* fence */
     cursor[lane] = tail[lane]
#endif
  :: else
  fi
}

active proctype consumer() {
  byte seen;
  bool had;
end:
  do
  :: read_all();
     stop_polling(0);
     stop_polling(1);
     seen = events;
     atomic { parked = true; sleeps++ };
     /* fence */
     if
     :: summary
     :: else ->
        atomic { /* the kernel compares and sleeps in one step */
          if
          :: events == seen -> asleep = true
          :: else
          fi
        };
end_asleep:
        !asleep
     fi
  od
}

init {
  atomic {
    run mortal(0);
    run producer(1);
    run death(0)
  }
}

/* Nobody else can move: the consumer sleeps, and there must be nothing for it to read. */
active proctype auditor() {
  timeout -> assert(cursor[0] == tail[0] && cursor[1] == tail[1])
}
