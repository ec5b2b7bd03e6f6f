// As if it had been built with the headers of another troupe: it asks for a tag that this one has not.
extern "C" const char troupe_abi_0_caf_1600_standard;
const char* const tag = &troupe_abi_0_caf_1600_standard;
