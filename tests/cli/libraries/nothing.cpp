// A library that provides nothing.
extern "C" int answer() { return 42; }
