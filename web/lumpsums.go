package web

import "net/http"

func (s *Server) year(w http.ResponseWriter, r *http.Request) error { return internalError }
