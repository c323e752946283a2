package lint

import (
	"fmt"
	"strconv"
	"time"
)

// percent writes a share as in "83 %".
func percent(x float64) string { return short(x*100) + " %" }

// rate writes so many a second, or a longer time if there are less.
func rate(x float64) string {
	switch {
	case x >= .1:
		return short(x) + "/s"
	case x*60 >= .1:
		return short(x*60) + "/min"
	}
	return short(x*3600) + "/h"
}

// short writes a number with three digits that count.
func short(x float64) string {
	if x >= 100 {
		return strconv.FormatFloat(x, 'f', 0, 64)
	}
	return strconv.FormatFloat(x, 'g', 3, 64)
}

// span writes a duration to three digits.
func span(d time.Duration) string {
	for unit := time.Duration(1); ; unit *= 10 {
		if d < 1000*unit {
			return d.Round(unit).String()
		}
	}
}

// count writes so many things.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
