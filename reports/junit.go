package reports

import (
	"encoding/xml"
	"io"

	"wavetank/sim/typo"
)

// The elements of JUnit's XML that are understood everywhere.
type (
	junitSuites struct {
		XMLName xml.Name `xml:"testsuites"`
		Name    string   `xml:"name,attr"`
		junitCounts
		Suites []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name string `xml:"name,attr"`
		junitCounts
		Properties []junitProperty `xml:"properties>property"`
		Cases      []junitCase     `xml:"testcase"`
	}
	junitCounts struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Skipped  int `xml:"skipped,attr"`
	}
	junitProperty struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	junitCase struct {
		Class   string       `xml:"classname,attr"`
		Name    string       `xml:"name,attr"`
		File    string       `xml:"file,attr,omitempty"`
		Line    int          `xml:"line,attr,omitempty"`
		Failure *junitReason `xml:"failure"`
		Error   *junitReason `xml:"error"`
		Skipped *junitReason `xml:"skipped"`
	}
	junitReason struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr,omitempty"`
		Text    string `xml:",chardata"`
	}
)

// WriteJUnit writes the brief as one suite: a test for each case, of which those that
// are inconclusive were skipped, with the reason.
func (b *Brief) WriteJUnit(w io.Writer) error {
	suite := junitSuite{
		Name:        b.Scenario,
		junitCounts: junitCounts{Tests: len(b.Cases), Failures: b.count(Fail), Errors: b.count(Broken), Skipped: b.count(Inconclusive)},
		Properties:  []junitProperty{{"title", b.Title}, {"finding", b.Finding}, {"command", b.Command}},
	}
	for _, c := range b.Cases {
		test := junitCase{Class: "wavetank." + b.Scenario, Name: c.Name, File: c.File, Line: c.Line}
		reason := &junitReason{Message: c.Words, Type: c.Kind, Text: c.Words}
		switch c.Status {
		case Fail:
			test.Failure = reason
		case Broken:
			test.Error = reason
		case Inconclusive:
			test.Skipped = &junitReason{Message: c.Words}
		}
		suite.Cases = append(suite.Cases, test)
	}
	text, err := xml.MarshalIndent(junitSuites{Name: "wavetank", junitCounts: suite.junitCounts, Suites: []junitSuite{suite}}, "", "  ")
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, xml.Header+typo.Visible(string(text))+"\n")
	return err
}
