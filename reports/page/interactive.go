package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"wavetank/reports"
)

//go:embed scripts libraries/uplot.js libraries/uplot.css libraries/editor.js libraries/LICENSES
var assets embed.FS

// Assets returns what a page with scripts is made of besides its own, by name: styles,
// scripts that several pages have in common, uPlot and the editor, with their licences.
func Assets() map[string][]byte {
	all := map[string][]byte{"page.css": []byte(style)}
	for _, folder := range []string{"scripts", "libraries"} {
		files, err := assets.ReadDir(folder)
		if err != nil {
			panic("page: assets were not embedded: " + err.Error())
		}
		for _, f := range files {
			all[f.Name()] = []byte(asset(path.Join(folder, f.Name())))
		}
	}
	return all
}

func asset(name string) string {
	text, err := assets.ReadFile(name)
	if err != nil {
		panic("page: an asset was not embedded: " + err.Error())
	}
	return string(text)
}

// Live is the simulator for a page that runs its scenario again.
type Live struct {
	Program []byte // WebAssembly, compressed by gzip
	Runtime []byte // the JavaScript that starts it
	Build   string // what it was built from
}

// A block is a script, or data for scripts.
type block struct {
	ID     string
	Data   bool
	Script template.JS
}

// noScripts is the policy of a page without.
const noScripts = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

// interactive gives the page of a comparison charts that move, and what runs the
// scenario again. The policy names each script by its digest, so that no other runs.
func (v *view) interactive() error {
	v.Charset, v.Policy = "utf-8", noScripts
	if v.Comparison == nil {
		v.Live = nil
		return nil
	}
	course, err := v.Comparison.Course()
	if err != nil {
		return err
	}
	data := map[string]any{"course": json.RawMessage(course)}
	scripts := []string{"libraries/uplot.js", "scripts/charts.js"}
	if v.Live != nil {
		v.Charset = "windows-1252"
		data["name"], data["text"], data["seeds"], data["build"] = v.Info.Scenario, v.Text, len(v.Comparison.Seeds), v.Live.Build
		if data["before"], err = keptOf(v.Comparison); err != nil {
			return err
		}
		data["worker"] = ascii(string(v.Live.Runtime)) + "\n" + ascii(asset("scripts/worker.js"))
		scripts = append(scripts, "scripts/pool.js", "scripts/show.js", "scripts/knobs.js")
	}
	text, err := json.Marshal(data) // which writes < as \u003c
	if err != nil {
		return err
	}
	v.Blocks = append(v.Blocks, block{ID: "report", Data: true, Script: template.JS(ascii(string(text)))})
	if v.Live != nil {
		v.Blocks = append(v.Blocks, block{ID: "program", Data: true, Script: programGoesHere})
	}
	digests := ""
	for _, name := range append(scripts, "scripts/report.js") {
		script := ascii(asset(name))
		digest := sha256.Sum256([]byte(script))
		digests += " 'sha256-" + base64.StdEncoding.EncodeToString(digest[:]) + "'"
		v.Blocks = append(v.Blocks, block{Script: template.JS(script)})
	}
	v.Policy = strings.Replace(noScripts, ";", "; script-src"+digests+";", 1)
	if v.Live != nil {
		v.Policy = strings.Replace(noScripts, ";", "; script-src"+digests+" 'wasm-unsafe-eval'; worker-src blob:;", 1)
	}
	v.Style += template.CSS(asset("libraries/uplot.css") + asset("scripts/interactive.css"))
	return nil
}

// kept is what a page keeps of a comparison, to tell what a change did to it: what
// [reports.Saved] reads.
type kept struct {
	Variants []struct {
		Variant string `json:"variant"`
		Runs    []struct {
			Seed   uint64 `json:"seed"`
			Digest string `json:"digest"`
		} `json:"runs"`
		Metrics map[string]values            `json:"metrics"`
		ByLoad  map[string]map[string]values `json:"metrics_by_load"`
	} `json:"variants"`
}

// values are those of a metric in each run.
type values struct {
	Values json.RawMessage `json:"values"`
}

// keptOf leaves out of the JSON of a comparison what is not told of a change: among others
// the measures of places and facts, whose names have dots, and of which there are hundreds.
func keptOf(c *reports.Comparison) (*kept, error) {
	all, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	k := new(kept)
	err = json.Unmarshal(all, k)
	for _, v := range k.Variants {
		maps.DeleteFunc(v.Metrics, dotted)
		for _, metrics := range v.ByLoad {
			maps.DeleteFunc(metrics, dotted)
		}
	}
	return k, err
}

func dotted(metric string, _ values) bool { return strings.Contains(metric, ".") }

// ascii writes JavaScript or JSON with escapes for all beyond ASCII, which strings may
// have and comments too.
func ascii(script string) string {
	var b strings.Builder
	for _, c := range script {
		switch {
		case c < utf8.RuneSelf:
			b.WriteRune(c)
		case c < 1<<16:
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			c -= 1 << 16
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xD800+c>>10, 0xDC00+c&0x3FF)
		}
	}
	return b.String()
}

// programGoesHere is where the program is put.
const programGoesHere = "@@program@@"

// enclosed returns a page with the program in it. Base64 would make it a third larger; in
// windows-1252 every byte is a character of its own, so the page says that it is written
// in that, what it has beyond ASCII is escaped, and of the program only what HTML would
// read otherwise: zero, carriage return and <, behind =.
func (l *Live) enclosed(page []byte) []byte {
	var b bytes.Buffer
	for _, c := range string(page) {
		if c < utf8.RuneSelf {
			b.WriteRune(c)
		} else {
			fmt.Fprintf(&b, "&#%d;", c)
		}
	}
	before, after, _ := strings.Cut(b.String(), ">"+programGoesHere+"<")
	program := make([]byte, 0, len(l.Program)+len(l.Program)/32)
	for _, c := range l.Program {
		if c == 0 || c == '\r' || c == '<' || c == '=' {
			program = append(program, '=', c+64)
			continue
		}
		program = append(program, c)
	}
	return slices.Concat([]byte(before+">"), program, []byte("<"+after))
}
