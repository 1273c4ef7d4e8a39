// EvalGuard's Go client, as published.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"strings"
	"time"

	evalguard "github.com/EvalGuardAi/evalguard-go"
)

const unknown = "00000000-0000-7000-8000-00000000dead"

var (
	origin  = os.Getenv("CONFORM_URL")
	key     = os.Getenv("CONFORM_KEY")
	org     = os.Getenv("CONFORM_ORG")
	project = os.Getenv("CONFORM_PROJECT")
	uuid    = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	ctx     = context.Background()
	cases   = []evalguard.DatasetItem{
		{Input: "2 + 2?", ExpectedOutput: "4", Metadata: map[string]any{"level": map[string]any{"of": "one"}}},
		{Input: "3 + 3?", ExpectedOutput: "6"},
		{Input: "Say anything."},
	}
)

type object = map[string]any

// unlike ends a row: an answer that is not what the contract says.
type unlike string

func hold(condition bool, format string, values ...any) {
	if !condition {
		panic(unlike(fmt.Sprintf(format, values...)))
	}
}

func same(place string, got, wanted any) {
	hold(reflect.DeepEqual(got, wanted), "%s is %v, not %v", place, got, wanted)
}

func must[T any](value T, err error) T {
	hold(err == nil, "%v", err)
	return value
}

func at(base string) *evalguard.Client {
	return must(evalguard.NewClient(key, evalguard.WithBaseURL(base)))
}

// made makes what a row needs beforehand, without the client that it tries.
func made[T any](method, path string, body any) T {
	text := must(json.Marshal(body))
	if body == nil {
		text = nil
	}
	request := must(http.NewRequest(method, origin+"/api/v1"+path, bytes.NewReader(text)))
	request.Header.Set("Authorization", "Bearer "+key)
	request.Header.Set("Content-Type", "application/json")
	answer := must(http.DefaultClient.Do(request))
	defer answer.Body.Close()
	got := must(io.ReadAll(answer.Body))
	hold(answer.StatusCode < 300, "%s %s answered %d: %.160s", method, path, answer.StatusCode, got)
	var envelope struct {
		Data T `json:"data"`
	}
	hold(json.Unmarshal(got, &envelope) == nil, "no JSON: %.160s", got)
	return envelope.Data
}

func dataset() string {
	return made[object]("POST", "/datasets", object{"projectId": project, "name": "go", "cases": cases})["id"].(string)
}

func snapshot(of string) string {
	return made[object]("POST", "/datasets/"+of+"/versions", object{})["version"].(object)["id"].(string)
}

func caseIDs(of string) (ids []string) {
	for _, one := range made[[]object]("GET", "/datasets/"+of+"/cases", nil) {
		ids = append(ids, one["id"].(string))
	}
	return ids
}

func idsOf(list any) (ids []string) {
	for _, one := range list.([]any) {
		ids = append(ids, one.(object)["id"].(string))
	}
	return ids
}

func twoVersions() (of, first, second string, ids []string) {
	of = dataset()
	first = snapshot(of)
	ids = caseIDs(of)
	made[any]("PATCH", "/datasets/"+of+"/cases/"+ids[0], object{"expected": "four"})
	made[any]("DELETE", "/datasets/"+of+"/cases/"+ids[1], nil)
	made[any]("POST", "/datasets/"+of+"/cases", object{"cases": []object{{"input": "new"}}})
	return of, first, snapshot(of), ids
}

func apiKey() string {
	name := fmt.Sprintf("go %d", time.Now().UnixNano())
	return made[object]("POST", "/api-keys", object{"orgId": org, "name": name})["id"].(string)
}

func create(client *evalguard.Client, name string) *evalguard.Dataset {
	request := &evalguard.CreateDatasetRequest{ProjectID: project, Name: name, Cases: cases}
	return must(client.CreateDataset(ctx, request))
}

func budgetIs(got *evalguard.APIKeyBudget, wanted *float64) {
	same("monthlyBudgetUsd", got.MonthlyBudgetUSD, wanted)
}

var rows []string
var bodies = map[string]func(*evalguard.Client){}

func row(name string, body func(*evalguard.Client)) {
	rows = append(rows, name)
	bodies[name] = body
}

func datasets() {
	for _, tail := range []string{"", "/api", "/api/v1", "/v1"} {
		name := tail
		if tail == "" {
			name = "origin"
		}
		row("base URL: "+name, func(*evalguard.Client) {
			hold(uuid.MatchString(create(at(origin+tail), "go").ID), "no id")
			hold(uuid.MatchString(create(at(origin+tail+"/"), "go").ID), "no id with a trailing slash")
		})
	}
	row("CreateDataset", func(client *evalguard.Client) {
		got := create(client, "go")
		hold(uuid.MatchString(got.ID), "id is %q", got.ID)
		same("item_count", got.ItemCount, 3)
		hold(time.Since(got.CreatedAt).Abs() < time.Hour, "created_at is %v", got.CreatedAt)
		same("case ids", len(caseIDs(got.ID)), 3)
	})
	row("ListDatasets", func(client *evalguard.Client) {
		of := dataset()
		list := must(client.ListDatasets(ctx, project))
		hold(len(list) > 0, "the list is empty")
		same("newest", list[0].ID, of)
		same("item_count", list[0].ItemCount, 3)
	})
	row("answer lost, sent again", func(*evalguard.Client) {
		name := fmt.Sprintf("lost %d", time.Now().UnixNano())
		got := create(at(os.Getenv("CONFORM_LOSSY_URL")+"/api/v1"), name)
		var there []string
		for _, one := range made[[]object]("GET", "/datasets?projectId="+project, nil) {
			if one["name"] == name {
				there = append(there, one["id"].(string))
			}
		}
		same("datasets made", there, []string{got.ID})
	})
	row("unknown id", func(client *evalguard.Client) {
		_, err := client.ListDatasetVersions(ctx, unknown)
		var refused *evalguard.EvalGuardError
		hold(errors.As(err, &refused), "the error is %v", err)
		same("StatusCode", refused.StatusCode, 404)
		same("Code", refused.Code, evalguard.ErrCodeNotFound)
		hold(refused.RequestID != "", "no request id")
	})
}

func versions() {
	row("SnapshotDataset", func(client *evalguard.Client) {
		got := must(client.SnapshotDataset(ctx, dataset(), "before"))
		same("unchanged", got["unchanged"], false)
		version := got["version"].(object)
		same("case_count", version["case_count"], 3.0)
		same("description", version["description"], "before")
	})
	row("SnapshotDataset again", func(client *evalguard.Client) {
		of := dataset()
		must(client.SnapshotDataset(ctx, of, ""))
		same("unchanged", must(client.SnapshotDataset(ctx, of, ""))["unchanged"], true)
	})
	row("ListDatasetVersions", func(client *evalguard.Client) {
		of, first, second, _ := twoVersions()
		got := must(client.ListDatasetVersions(ctx, of))
		same("versions", idsOf(got["versions"]), []string{second, first})
	})
	row("GetDatasetVersion", func(client *evalguard.Client) {
		of, first, _, ids := twoVersions()
		got := must(client.GetDatasetVersion(ctx, of, first))
		same("case ids", idsOf(got["version"].(object)["cases"]), ids)
	})
	row("DiffDatasetVersions", func(client *evalguard.Client) {
		of, first, second, _ := twoVersions()
		diff := must(client.DiffDatasetVersions(ctx, of, first, second))["diff"].(object)
		for _, count := range []string{"added", "removed", "modified", "unchanged"} {
			same(count, diff[count], 1.0)
		}
	})
	row("RestoreDatasetVersion", func(client *evalguard.Client) {
		of, first, _, ids := twoVersions()
		got := must(client.RestoreDatasetVersion(ctx, of, first))
		same("restoredFromVersion", got["restoredFromVersion"], 1.0)
		same("case ids", caseIDs(of), ids)
	})
}

func keys() {
	usd := 12.5
	row("ListApiKeys", func(client *evalguard.Client) {
		of := apiKey()
		list := must(client.ListApiKeys(ctx, org))
		text := string(must(json.Marshal(list)))
		hold(strings.Contains(text, of), "the new key is not in the list")
	})
	row("GetAPIKeyBudget", func(client *evalguard.Client) {
		budgetIs(must(client.GetAPIKeyBudget(ctx, apiKey())), nil)
	})
	row("SetAPIKeyBudget", func(client *evalguard.Client) {
		of := apiKey()
		budgetIs(must(client.SetAPIKeyBudget(ctx, of, &usd)), &usd)
		budgetIs(must(client.GetAPIKeyBudget(ctx, of)), &usd)
	})
	row("RemoveAPIKeyBudget", func(client *evalguard.Client) {
		of := apiKey()
		must(client.SetAPIKeyBudget(ctx, of, &usd))
		hold(client.RemoveAPIKeyBudget(ctx, of) == nil, "the budget is not removed")
		budgetIs(must(client.GetAPIKeyBudget(ctx, of)), nil)
	})
}

func try(name string) (outcome, why string) {
	defer func() {
		if ended := recover(); ended != nil {
			outcome, why = "FAIL", strings.Join(strings.Fields(fmt.Sprint(ended)), " ")
		}
	}()
	bodies[name](at(origin + "/api/v1"))
	return "pass", ""
}

func main() {
	datasets()
	versions()
	keys()
	for _, name := range rows {
		outcome, why := try(name)
		fmt.Printf("ROW\t%s\t%s\t%.300s\n", name, outcome, why)
	}
}
