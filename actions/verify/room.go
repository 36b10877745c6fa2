package verify

import "runtime/debug"

// Room lets the collector of this process use the memory that verification may take, 64 MB and 100 bytes an
// entry, in place of collecting whenever there is twice as much as is needed: that spares some four percent of
// the time. It is for a process that does nothing else, as Subject.Sized. entries is what a checkpoint says; where
// it says more than the bound was measured for, the collector is left alone.
func Room(entries int64) {
	const measured = 200_000
	if entries < 0 || entries > measured {
		return
	}
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(64<<20 + 100*entries)
}
