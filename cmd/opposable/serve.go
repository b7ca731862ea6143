package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/web"
)

// How long the server waits: a form is small and an answer is quick.
const (
	readTimeout  = 20 * time.Second
	writeTimeout = 60 * time.Second
	idleTimeout  = 2 * time.Minute
	stopTimeout  = 10 * time.Second
)

func (a *app) serveCommand() *cobra.Command {
	var address, folder string
	var metrics bool
	c := &cobra.Command{
		Use: "servir", Aliases: []string{"serve"}, Short: "Les pages et l'API, sur cet ordinateur",
		Long: `Sert les pages et l'API HTTP. Par défaut, seul cet ordinateur y accède.

Rien de ce qui est saisi n'est gardé ni journalisé. Arrêt propre par Ctrl-C ou SIGTERM.`,
		Example: "  opposable servir\n  opposable servir --adresse 127.0.0.1:9000\n  opposable servir --regles mon-dossier",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("aucun argument n'est attendu, « %s » trouvé — l'adresse se donne par --adresse", args[0])
			}
			return a.serve(c.Context(), address, folder, metrics)
		},
	}
	a.tariffsFlag(c)
	c.Flags().StringVar(&address, "adresse", "127.0.0.1:8080", "l'`HÔTE:PORT` où écouter ; le port 0 en choisit un libre")
	c.Flags().StringVar(&folder, "population", "", "chiffrer les réformes sur les tables d'un `DOSSIER` (par défaut : une France synthétique)")
	c.Flags().BoolVar(&metrics, "mesures", false, "répondre à /metrics (comptes et durées, sans aucun fait)")
	return c
}

// serve listens until it is told to stop.
func (a *app) serve(ctx context.Context, address, folder string, metrics bool) error {
	l, err := a.completed()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return usage("impossible d'écouter sur « %s » : %v — donnez une autre adresse, comme 127.0.0.1:8081", address, cause(err))
	}
	if !loopback(listener.Addr()) {
		fmt.Fprintf(a.stderr, "Attention : %s est joignable par d'autres ordinateurs. Les faits saisis passeront en clair sur le réseau ; "+
			"placez un serveur TLS devant, ou revenez à 127.0.0.1.\n", listener.Addr())
	}
	started := localDay()
	today := func() day.Date { return a.today + localDay() - started }
	o := web.Options{Today: today, Metrics: metrics, Log: func(line string) { fmt.Fprintln(a.stderr, line) }, Nation: a.nation(l, folder)}
	o.People = func() (*opposable.People, error) { return a.peopleOf(l, folder, defaultSeed) }
	s := web.New(l, o)
	server := &http.Server{
		Handler: s.Handler(), ReadHeaderTimeout: readTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
	}
	fmt.Fprintf(a.stderr, "Opposable répond à http://%s — Ctrl-C pour arrêter.\n", listener.Addr())
	if ctx == nil {
		ctx = context.Background()
	}
	ctx, cancel := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer cancel()
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		deadline, release := context.WithTimeout(context.Background(), stopTimeout)
		defer release()
		stopped <- server.Shutdown(deadline)
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving: %w", err)
	}
	if err := <-stopped; err != nil {
		return fmt.Errorf("stopping: %w", err)
	}
	fmt.Fprintln(a.stderr, "Opposable s'est arrêté.")
	return nil
}

// localDay is the day that the clock of this computer shows.
func localDay() day.Date {
	year, month, dom := time.Now().Date()
	return day.New(year, month, dom)
}

// loopback tells an address that only this computer reaches.
func loopback(addr net.Addr) bool {
	tcp, ok := addr.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}
