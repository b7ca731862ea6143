// Command opposable makes the French convention médicale executable from the command line, over HTTP and in a browser.
package main

import (
	"os"
	"time"

	"github.com/opposable/opposable/day"
)

func main() {
	now := time.Now()
	year, month, dom := now.Date()
	a := &app{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		today: day.New(year, month, dom), terminal: isTerminal(os.Stdin), data: dataFolder(),
	}
	os.Exit(a.run(os.Args[1:]))
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
