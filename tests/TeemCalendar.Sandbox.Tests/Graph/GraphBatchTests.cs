using System.Net;
using System.Text.Json.Nodes;

namespace TeemCalendar.Sandbox.Tests.Graph;

public class GraphBatchTests
{
    [Fact]
    public async Task Items_are_answered_by_id_and_a_failed_dependency_fails()
    {
        var graph = await GraphWire.Open();
        var before = graph.Tenant.Counters.Writes;
        var reply = await graph.Post("/$batch", """
            {"requests":[
              {"id":"1","method":"GET","url":"/organization"},
              {"id":"2","method":"GET","url":"users/nobody@contoso.example"},
              {"id":"3","method":"GET","url":"/domains","dependsOn":["2"]},
              {"id":"4","method":"PATCH","url":"/users/admin@contoso.example","headers":{"Content-Type":"application/json"},"body":{"usageLocation":"FR"}},
              {"id":"5","method":"PATCH","url":"/users/admin@contoso.example","body":{"usageLocation":"FR"}}
            ]}
            """);
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        var status = reply.Json["responses"]!.AsArray().ToDictionary(r => (string)r!["id"]!, r => (int)r!["status"]!);
        Assert.Equal(new Dictionary<string, int> { ["1"] = 200, ["2"] = 404, ["3"] = 424, ["4"] = 204, ["5"] = 400 }, status);
        Assert.Equal(before + 1, graph.Tenant.Counters.Writes);
        Assert.Equal("Request_ResourceNotFound", (string?)reply.Json["responses"]!.AsArray().First(r => (string?)r!["id"] == "2")!["body"]!["error"]!["code"]);
    }

    [Theory]
    [InlineData("""{"requests":[]}""")]
    [InlineData("""{"requests":[{"id":"a","method":"GET","url":"/users"},{"id":"A","method":"GET","url":"/users"}]}""")]
    [InlineData("""{"requests":[{"id":"a","method":"GET","url":"/users","dependsOn":["b"]}]}""")]
    [InlineData("""{"requests":[{"id":"a","method":"GET","url":"/users","dependsOn":["b"]},{"id":"b","method":"GET","url":"/users","dependsOn":["a"]}]}""")]
    [InlineData("{}")]
    public async Task A_wrong_batch_is_refused_whole(string body)
    {
        var graph = await GraphWire.Open();
        Assert.Equal(HttpStatusCode.BadRequest, (await graph.Post("/$batch", body)).Status);
    }

    [Fact]
    public async Task Twenty_one_are_too_many()
    {
        var graph = await GraphWire.Open();
        JsonObject Batch(int n) => new() { ["requests"] = new JsonArray([.. Enumerable.Range(0, n).Select(i => (JsonNode)new JsonObject { ["id"] = $"{i}", ["method"] = "GET", ["url"] = "/domains" })]) };
        Assert.Equal(HttpStatusCode.OK, (await graph.Post("/$batch", Batch(20))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await graph.Post("/$batch", Batch(21))).Status);
    }
}
