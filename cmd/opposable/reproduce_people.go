package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/population"
)

// nobody is what --population says to make no population.
const nobody = "aucune"

// passing is how many rows of patients a population made for one answer has: doctors are all there, whatever the rows.
const passing = 500_000

// fitted is the use of a margin on which a population was made.
const fitted = "cale"

// peopleOf reads the population of a folder, or makes one that leaves nothing.
func (a *app) peopleOf(l *opposable.Law, folder string, seed uint64) (*opposable.People, error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if folder != "" {
		return a.peopleIn(ctx, l, folder)
	}
	work, err := os.MkdirTemp("", "opposable-*")
	if err != nil {
		return nil, usage("aucun dossier temporaire ne s'ouvre : %s — donnez une population par --population, ou « --population %s »", cause(err), nobody)
	}
	defer os.RemoveAll(work)
	folder = filepath.Join(work, "population")
	follow := a.newProgress()
	_, err = population.Generate(ctx, folder, l.Plan, population.Settings{
		Seed: seed, Rows: passing, Threads: runtime.GOMAXPROCS(0), Tariff: a.generalTariff(l), Progress: follow.part("patients"),
	}, false)
	follow.done()
	switch {
	case errors.Is(err, context.Canceled):
		return nil, usage("interrompu : rien n'a été calculé")
	case err != nil:
		return nil, err
	}
	return a.peopleIn(ctx, l, folder)
}

func (a *app) peopleIn(ctx context.Context, l *opposable.Law, folder string) (*opposable.People, error) {
	out := &opposable.People{Threads: runtime.GOMAXPROCS(0), Margins: map[string]opposable.PeopleMargin{}}
	var err error
	if out.Base, err = a.people(ctx, l, folder, out.Threads); err != nil {
		return nil, err
	}
	made, err := population.Open(folder, l.Plan)
	if err != nil {
		return nil, usage("%v", err)
	}
	defer made.Close()
	report, err := made.Report()
	switch {
	case errors.Is(err, fs.ErrNotExist): // a user's own population, whose indicators are not known
		out.Prevention = true
		return out, nil
	case err != nil:
		return nil, usage("%v", err)
	}
	out.Prevention = report.Indicators > 0
	for _, m := range report.Margins {
		out.Margins[m.ID] = opposable.PeopleMargin{Obtained: strconv.FormatFloat(m.Obtained, 'f', -1, 64), Fitted: m.Use == fitted}
	}
	return out, nil
}
