// Package property is how this project tests laws with rapid. Whoever imports it
// gets a fixed seed for every rapid.Check of the test binary.
package property

import (
	"flag"
	"os"
	"strconv"

	_ "pgregory.net/rapid" // defines the flag
)

// seed is where rapid begins. Change it on purpose, in a commit of its own: go test
// ./... answers the same each time. A campaign with fresh seeds is
//
//	RAPID_SEED=0 RAPID_CHECKS=10000 go test -count=1 ./patterns/saga
//
// and what it finds becomes a test case with a name. The flag -rapid.seed, which a
// failure prints, has the last word.
const seed = "1"

func init() {
	if _, chosen := os.LookupEnv("RAPID_SEED"); chosen {
		return
	}
	if err := flag.Set("rapid.seed", seed); err != nil {
		panic(err)
	}
}

// Campaign is how many times more a test is to draw than it usually does: 1, or in a
// campaign (RAPID_CHECKS) as many as it has checks more than rapid's 100.
func Campaign() int {
	checks, err := strconv.Atoi(flag.Lookup("rapid.checks").Value.String())
	if err != nil {
		return 1
	}
	return max(1, checks/100)
}
