package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// compared is what a user may rely on in the JSON of a comparison.
type compared struct {
	Scenario string
	Hash     string
	Command  string
	Seeds    []uint64
	Variants []struct {
		Variant string
		Metrics map[string]struct{ Median, Low, High *float64 }
	}
	Differences []struct {
		Variant, Baseline, Load, Metric, Verdict string
		Mean, Low, High                          *float64
		Pairs, Better                            int
	}
	Expectations []struct{ That, Status string }
}

func TestCompareDoesNotDependOnTheNumberOfJobs(t *testing.T) {
	path := file(t, "pair.toml", expecting(pair, "with.error_rate < 1"))
	one, four := t.TempDir(), t.TempDir()
	for _, flags := range [][]string{nil, {"--json"}} {
		alone := tank(t, append([]string{"compare", path, "--jobs", "1", "--out", one}, flags...)...).must(t, 0)
		crowd := tank(t, append([]string{"compare", path, "--jobs", "4", "--out", four}, flags...)...).must(t, 0)
		if alone.stdout != crowd.stdout {
			t.Errorf("%v: one job prints\n%s\nfour print\n%s", flags, alone.stdout, crowd.stdout)
		}
	}
	for name, data := range folder(t, one) {
		if !bytes.Equal(data, folder(t, four)[name]) {
			t.Errorf("%s differs", name)
		}
	}
}

func TestCompareAsJSON(t *testing.T) {
	path := file(t, "pair.toml", expecting(pair, "with.p99 < without.p99"))
	e := tank(t, "compare", path, "--json", "--seeds", "3", "--seed", "5", "--out", t.TempDir()).must(t, 0)
	object(t, e.stdout)
	var c compared
	if err := json.Unmarshal([]byte(e.stdout), &c); err != nil {
		t.Fatal(err)
	}
	if c.Scenario != "pair" || len(c.Seeds) != 3 || c.Seeds[0] != 5 || c.Command != "wavetank compare "+quote(path)+" --seeds 3 --seed 5" {
		t.Errorf("scenario %q, seeds %v, command %q", c.Scenario, c.Seeds, c.Command)
	}
	if len(c.Variants) != 2 || len(c.Expectations) != 1 || c.Expectations[0].Status != "pass" {
		t.Fatalf("%d variants, expectations %+v", len(c.Variants), c.Expectations)
	}
	for _, v := range c.Variants {
		for _, name := range []string{"requests", "error_rate", "goodput", "attempts_per_request", "latency_ok_p50", "latency_ok_p99"} {
			m := v.Metrics[name]
			if m.Median == nil || m.Low == nil || m.High == nil || !(*m.Low <= *m.Median && *m.Median <= *m.High) {
				t.Errorf("%s has no median of %s inside a band", v.Variant, name)
			}
		}
	}
	found := false
	for _, d := range c.Differences {
		if d.Metric == "latency_ok_p99" && d.Load == "" {
			found = d.Variant == "with" && d.Baseline == "without" && d.Pairs == 3 && d.Better == 3 && d.Verdict == "better" &&
				d.Mean != nil && d.Low != nil && d.High != nil && *d.Low <= *d.Mean && *d.Mean <= *d.High && *d.High < 0
		}
	}
	if !found {
		t.Errorf("no paired difference of p99 with its interval: %+v", c.Differences)
	}
}

// folder reads the files of a folder.
func folder(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, e := range entries {
		if e.Name() == manifestName {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = data
	}
	return files
}

func TestCompareLeavesChartsAndNumbers(t *testing.T) {
	path := file(t, "pair.toml", pair)
	t.Chdir(t.TempDir())
	e := tank(t, "compare", path, "--seeds", "2").must(t, 0, "2 of 2 seeds, ", "wrote to "+filepath.Join("out", "pair")+": ")
	if !strings.HasSuffix(e.stdout, "\nAgain: wavetank compare "+quote(path)+" --seeds 2\n") {
		t.Errorf("ends with %s", e.stdout[max(0, len(e.stdout)-200):])
	}
	if strings.Contains(e.stdout, "wrote") || strings.Contains(e.stdout+e.stderr, "\x1b") || strings.Contains(e.stderr, "\r") {
		t.Errorf("stdout:\n%s\nstderr:\n%q", e.stdout, e.stderr)
	}
	want := "comparison.csv comparison.json series.csv recovery.csv error-rate.png error-rate.svg latency.png latency.svg differences.png differences.svg places.png places.svg recovery.png recovery.svg spans.csv spans-breaker-opened.png spans-breaker-opened.svg"
	files := folder(t, filepath.Join("out", "pair"))
	if len(files) != len(strings.Fields(want)) {
		t.Errorf("%d files", len(files))
	}
	for _, name := range strings.Fields(want) {
		if err := readable(name, files[name]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !strings.Contains(e.stderr, name) {
			t.Errorf("stderr does not name %s: %s", name, e.stderr)
		}
	}
}

// readable reads a file as what its name says it is.
func readable(name string, data []byte) error {
	r := bytes.NewReader(data)
	switch filepath.Ext(name) {
	case ".png":
		img, err := png.Decode(r)
		if err == nil && img.Bounds().Dx() < 200 {
			err = errors.New("tiny")
		}
		return err
	case ".svg":
		d := xml.NewDecoder(r)
		for elements := 0; ; elements++ {
			_, err := d.Token()
			switch {
			case err == io.EOF && elements > 20:
				return nil
			case err != nil:
				return err
			}
		}
	case ".csv":
		rows, err := csv.NewReader(r).ReadAll()
		if err == nil && len(rows) < 3 {
			err = errors.New("no numbers")
		}
		return err
	}
	return json.Unmarshal(data, &map[string]any{})
}

func TestAFolderThatCannotBeWrittenIsToldBeforeTheRuns(t *testing.T) {
	path := file(t, "tiny.toml", tiny)
	for _, out := range []string{path, filepath.Join(path, "below")} {
		e := tank(t, "compare", path, "--out", out).must(t, 2, path)
		if e.stdout != "" || strings.Contains(e.stderr, "seeds") {
			t.Errorf("it ran all the same:\n%s%s", e.stdout, e.stderr)
		}
	}
	tank(t, "compare", path, "--out", path).must(t, 2, path+" is a file, not a folder")
	if os.Geteuid() == 0 {
		return // may write everywhere
	}
	locked := t.TempDir()
	if err := os.Chmod(locked, 0o555); err != nil {
		t.Fatal(err)
	}
	tank(t, "compare", path, "--out", locked).must(t, 2, "permission denied")
}

func TestASingleVariantHasNoDifferencesToDraw(t *testing.T) {
	out := t.TempDir()
	tank(t, "compare", file(t, "tiny.toml", tiny), "--seeds", "2", "--out", out).must(t, 0)
	if files := folder(t, out); len(files) != 9 || files["differences.png"] != nil || files["latency.png"] == nil {
		t.Errorf("%d files", len(files))
	}
}
