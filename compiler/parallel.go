package compiler

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// inParallel calls work for 0 to n-1 on all cores. Each call must keep to its own part.
func inParallel(n int, work func(i int)) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				work(i)
			}
		})
	}
	workers.Wait()
}
