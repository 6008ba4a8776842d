using System.Net;
using TeemCalendar.Sandbox.Tests.Graph;

namespace TeemCalendar.Sandbox.Tests.BadInput;

/// <summary>Mistakes that have an answer of their own.</summary>
public class WrongRequestTests
{
    [Theory]
    [InlineData("/users?$top=1&$top=2", "BadRequest")]
    [InlineData("/users?$orderby=,", "BadRequest")]
    [InlineData("/users?$orderby=displayName sideways", "BadRequest")]
    [InlineData("/users?$nonsense=1", "BadRequest")]
    [InlineData("/nowhere", "BadRequest")]
    [InlineData("/%zz", "BadRequest")]
    [InlineData("/users/%00", "Request_ResourceNotFound")]
    public async Task A_wrong_query_or_path_is_refused(string path, string code)
    {
        var graph = await GraphWire.Open();
        var reply = await graph.Get(path);
        Assert.Equal(code, reply.Code);
        Assert.NotNull(reply.Json["error"]!["innerError"]!["request-id"]);
    }

    [Theory]
    [InlineData('(', 20_000)]
    [InlineData('!', 15_000)]
    [InlineData('&', 4_000)]
    public async Task A_filter_of_any_depth_or_length_is_refused(char kind, int depth)
    {
        var graph = await GraphWire.Open();
        var filter = kind switch { '(' => new string('(', depth), '!' => string.Concat(Enumerable.Repeat("not ", depth)), _ => string.Join(" or ", Enumerable.Repeat("id eq '1'", depth)) };
        Assert.Equal((HttpStatusCode.BadRequest, "BadRequest"), GraphDirectoryTests.Outcome(await graph.Get($"/users?$filter={filter}")));
    }

    [Fact]
    public async Task A_page_token_of_another_query_is_refused()
    {
        var graph = await GraphWire.Open();
        var token = (await graph.Get("/users?$top=2")).NextLink!.Split("$skiptoken=")[1];
        Assert.Equal(HttpStatusCode.OK, (await graph.Get($"/users?$top=2&$skiptoken={token}")).Status);
        Assert.Equal((HttpStatusCode.BadRequest, "Request_BadRequest"), GraphDirectoryTests.Outcome(await graph.Get($"/users?$top=2&$filter=accountEnabled eq true&$skiptoken={token}")));
        Assert.Equal((HttpStatusCode.BadRequest, "Request_BadRequest"), GraphDirectoryTests.Outcome(await graph.Get($"/servicePrincipals?$top=2&$skiptoken={token}")));
    }

    [Theory]
    [InlineData("""{"displayName":"\ud800"}""")]
    [InlineData("""{"displayName":"x","displayName":"y"}""")]
    [InlineData("""{"displayName":"x"}}""")]
    [InlineData("")]
    [InlineData("[]")]
    public async Task A_body_that_is_no_object_is_refused(string body)
    {
        var graph = await GraphWire.Open();
        var reply = await graph.Post("/applications", body);
        Assert.Equal((HttpStatusCode.BadRequest, "BadRequest"), GraphDirectoryTests.Outcome(reply));
        Assert.StartsWith("Unable to read JSON request payload.", reply.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_more_than_four_megabytes_is_refused()
    {
        var graph = await GraphWire.Open();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await graph.Post("/applications", "{\"displayName\":\"" + new string('x', 4 * 1024 * 1024) + "\"}")).Status);
    }

    [Fact]
    public async Task A_batch_with_a_circle_does_nothing()
    {
        var graph = await GraphWire.Open();
        var before = graph.Tenant.Counters.Writes;
        Assert.Equal(HttpStatusCode.BadRequest, (await graph.Post("/$batch", """
            {"requests":[
              {"id":"1","method":"PATCH","url":"/users/admin@contoso.example","headers":{"Content-Type":"application/json"},"body":{"usageLocation":"FR"}},
              {"id":"2","method":"GET","url":"/domains","dependsOn":["3"]},{"id":"3","method":"GET","url":"/domains","dependsOn":["2"]}
            ]}
            """)).Status);
        Assert.Equal(before, graph.Tenant.Counters.Writes);
    }

    [Fact]
    public async Task Markup_without_end_is_read_in_one_pass()
    {
        var graph = await GraphWire.Open(null, "Calendars.ReadWrite");
        var person = graph.Person();
        foreach (var content in new[] { new string('<', 400_000), string.Concat(Enumerable.Repeat("<style>", 100_000)), "<p>Agenda</p><style>p { color: red }</style> &amp; more" })
        {
            var made = await graph.Post($"/users/{person.OwnerId}/events",
                $$"""{"start":{"dateTime":"2026-12-01T09:00:00","timeZone":"UTC"},"end":{"dateTime":"2026-12-01T10:00:00","timeZone":"UTC"},"body":{"contentType":"html","content":"{{content}}"} }""");
            Assert.Equal(HttpStatusCode.Created, made.Status);
            if (content.Length < 100) Assert.Equal("Agenda & more", (string?)made.Json["bodyPreview"]);
        }
    }

    [Theory]
    [InlineData("9999-12-31", "2026-12-01T09:00:00")]
    [InlineData("0001-01-02", "2026-12-01T09:00:00")]
    [InlineData("2026-12-01", "9999-12-31T09:00:00")]
    public async Task A_date_outside_of_the_calendar_is_refused(string rangeStart, string start)
    {
        var graph = await GraphWire.Open(null, "Calendars.ReadWrite");
        var reply = await graph.Post($"/users/{graph.Person().OwnerId}/events", $$"""
            {"start":{"dateTime":"{{start}}","timeZone":"UTC"},"end":{"dateTime":"{{start}}","timeZone":"UTC"},
            "recurrence":{"pattern":{"type":"absoluteYearly","interval":1,"month":12,"dayOfMonth":31},"range":{"type":"noEnd","startDate":"{{rangeStart}}"} } }
            """);
        Assert.Equal((HttpStatusCode.BadRequest, "ErrorPropertyValidationFailure"), GraphDirectoryTests.Outcome(reply));
    }
}
