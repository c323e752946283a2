package chart_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"

	"wavetank/reports/chart"
)

// A run of ten seconds in which the service answers nobody for three.
func ExampleErrorRate() {
	nobody := math.NaN()
	c := chart.ErrorRate(chart.Figure{
		Title:    "Every third request fails while the database is slow",
		Subtitle: "One seed.",
		Footer:   []string{"wavetank run slow-database --seed 1"},
		Duration: 10,
		Shades:   []chart.Shade{{From: 3, To: 6, Label: "database slow"}},
		Curves: []chart.Band{{
			Label: "without", Baseline: true,
			At:     []float64{0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5},
			Median: []float64{0, 0, 0, 0.31, 0.34, nobody, nobody, nobody, 0.02, 0},
		}},
	})
	file, err := os.Create(filepath.Join(os.TempDir(), "error-rate.svg"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.Remove(file.Name())
	defer file.Close()
	fmt.Println(c.WriteSVG(file))
	// Output: <nil>
}
