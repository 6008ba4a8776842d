using System.Text.Json.Nodes;
using TeemCalendar.Worker;

namespace TeemCalendar.Core.Tests.Worker;

/// <summary>The rehearsal from its command line to its exit code and files.</summary>
public sealed class RehearseCommandTests : IDisposable
{
    const string Rooms = """
        Name,Mailbox,Capacity,City,CountryOrRegion,TimeZone,Tags,RoomList
        Aurora,aurora@meridian.example,8,Oslo,NO,Europe/Oslo,Whiteboard;Video,rooms-oslo@meridian.example
        さくら,sakura@meridian.example,6,Tokyo,JP,Asia/Tokyo,,
        "Boreal, north",boreal@lumen.example,,,,W. Europe Standard Time,,

        """;

    static readonly string[] JsonFields =
    [
        "rooms", "changesPlanned", "changesApplied", "changesFailed", "checks", "calendarsRegistered", "reservations", "deltaRequests", "httpRequests", "writes", "mailsSent", "elapsedSeconds",
    ];

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    JsonNode Json(string name) => JsonNode.Parse(File.ReadAllText(folder[name]))!;

    [Theory]
    [InlineData("impersonation")]
    [InlineData("delegate")]
    public async Task FromNothingToSynchronisedCalendarsAndTheSecondTimeNothing(string access)
    {
        string[] args = ["rehearse", "--rooms", folder.Write("rooms.csv", Rooms), "--access", access, "--tenant", folder["tenant.json"], "--store", folder["store.db"], "--seed", "11"];
        var first = await WorkerRun.Of([.. args, "--json", folder["first.json"], "--report", folder["report.html"]]);
        Assert.Equal("", first.Error);
        Assert.True(first.ExitCode == 0, first.Output);
        var outcome = Json("first.json");
        Assert.Equal(JsonFields, outcome.AsObject().Select(field => field.Key));
        Assert.Equal(3, (int)outcome["rooms"]!);
        Assert.Equal(3, (int)outcome["calendarsRegistered"]!);
        Assert.True((int)outcome["changesPlanned"]! > 9);
        Assert.Equal((int)outcome["changesPlanned"]!, (int)outcome["changesApplied"]!);
        Assert.Equal(0, (int)outcome["changesFailed"]!);
        Assert.True((int)outcome["reservations"]! > 30);
        Assert.True((int)outcome["deltaRequests"]! >= 3);
        Assert.True((int)outcome["httpRequests"]! > 0);
        Assert.True((int)outcome["writes"]! > 0);
        Assert.Equal(1, (int)outcome["mailsSent"]!);
        Assert.All(outcome["checks"]!.AsArray(), check =>
        {
            Assert.Equal(["chapter", "target", "status", "evidence", "detail"], check!.AsObject().Select(field => field.Key));
            Assert.Contains((string)check["status"]!, new[] { "Pass", "Manual" });
        });
        Assert.Contains("さくら", await File.ReadAllTextAsync(folder["report.html"]), StringComparison.Ordinal);

        var second = await WorkerRun.Of([.. args, "--json", folder["second.json"]]);
        Assert.True(second.ExitCode == 0, second.Output + second.Error);
        var again = Json("second.json");
        foreach (var none in new[] { "changesPlanned", "changesApplied", "changesFailed", "writes", "mailsSent" }) Assert.Equal(0, (int)again[none]!);
        Assert.Equal((int)outcome["reservations"]!, (int)again["reservations"]!);
        Assert.Contains("All is well.", second.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("conditional-access", 1, "AADSTS53003")]
    [InlineData("security-defaults", 0, "All is well.")]
    [InlineData("synced-rooms,teams-room,renamed-room,localized-calendars,federated-domain,access-policy,eligible-administrator", 0, "All is well.")]
    public async Task ATenantWithAPastIsRehearsed(string history, int exitCode, string words)
    {
        var run = await WorkerRun.Of("rehearse", "--rooms", folder.Write("rooms.csv", Rooms), "--access", "delegate", "--history", history);
        Assert.True(run.ExitCode == exitCode, run.Output + run.Error);
        Assert.Contains(words, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheAccountReadsAt100ColumnsWithoutControlCodes()
    {
        var run = await WorkerRun.Of("rehearse", "--rooms", folder.Write("rooms.csv", Rooms), "--rounds", "2");
        Assert.Equal(0, run.ExitCode);
        var lines = run.Output.Split(Environment.NewLine);
        Assert.All(lines, line => Assert.True(line.Length <= 100, line));
        Assert.All(lines, line => Assert.DoesNotContain(line, char.IsControl));
        Assert.All(lines, line => Assert.Equal(line.TrimEnd(), line));
        foreach (var words in new[] { "Service account", "Room resources", "Impersonation", "Calendar import", "round 1", "round 2", "People at work", "Manual:", "to do" })
            Assert.Contains(words, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefusedRowsAreToldAndTheOthersGoOn()
    {
        var run = await WorkerRun.Of("rehearse", "--json", folder["out.json"], "--rooms", folder.Write("rooms.csv", Rooms + "Cirrus,cirrus\n\"Delta\nEast\",aurora@meridian.example\n"));
        Assert.Equal(2, run.ExitCode);
        var errors = run.Error.Split(Environment.NewLine);
        Assert.StartsWith("rooms.csv, line 5: Mailbox:", errors[0], StringComparison.Ordinal);
        Assert.StartsWith("rooms.csv, line 6: Mailbox:", errors[1], StringComparison.Ordinal);
        Assert.Equal(3, (int)Json("out.json")["calendarsRegistered"]!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Name,Mailbox\n")]
    [InlineData("Name,Capacity\nAurora,8\n")]
    [InlineData("Name,Mailbox\nAurora,nowhere\n")]
    public async Task WithoutARoomNothingBegins(string list)
    {
        var run = await WorkerRun.Of("rehearse", "--rooms", folder.Write("rooms.csv", list), "--json", folder["out.json"], "--tenant", folder["tenant.json"], "--store", folder["store.db"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("rooms.csv, line ", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.All(new[] { "out.json", "tenant.json", "store.db" }, name => Assert.False(File.Exists(folder[name])));
    }

    [Fact]
    public async Task AFailedChapterIsToldWithItsReason()
    {
        // Somebody holds the room's address already: it can be no room any more.
        var run = await WorkerRun.Of("rehearse", "--json", folder["out.json"], "--rooms", folder.Write("rooms.csv", "Name,Mailbox\nAurora,aurora@meridian.example\nTeem,teem@meridian.example\n"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("teem@meridian.example", run.Output, StringComparison.Ordinal);
        Assert.Contains("Not all is well", run.Output, StringComparison.Ordinal);
        Assert.True((int)Json("out.json")["changesFailed"]! > 0);
    }

    [Theory]
    [InlineData("--rooms")]
    [InlineData("--json")]
    [InlineData("--report")]
    [InlineData("--store")]
    [InlineData("--tenant")]
    public async Task AFileThatCannotBeUsedIsToldBeforeAnythingIsDone(string option)
    {
        // A folder is no file, and what lies in a file is in no folder.
        foreach (var path in new[] { Path.GetDirectoryName(folder["x"])!, Path.Combine(folder.Write("file", "kept"), "inside") })
        {
            var run = await WorkerRun.Of("rehearse", option, path);
            Assert.Equal(2, run.ExitCode);
            Assert.StartsWith(option + ":", run.Error, StringComparison.Ordinal);
            Assert.Single(run.Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
            Assert.Empty(run.Output);
        }
        Assert.Equal("kept", await File.ReadAllTextAsync(folder["file"]));
    }

    [Theory]
    [InlineData("--store")]
    [InlineData("--tenant")]
    public async Task AFileOfAnotherKindIsRefusedAndKept(string option)
    {
        var run = await WorkerRun.Of("rehearse", option, folder.Write("letter.txt", "Dear room,"));
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("letter.txt", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.Equal("Dear room,", await File.ReadAllTextAsync(folder["letter.txt"]));
    }

    [Fact]
    public async Task TwoOptionsDoNotShareAFile()
    {
        var run = await WorkerRun.Of("rehearse", "--json", folder["out"], "--report", Path.Combine(Path.GetDirectoryName(folder["out"])!, ".", "out"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--json and --report", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rehearse", "--access", "both")]
    [InlineData("rehearse", "--rounds", "0")]
    [InlineData("rehearse", "--rounds", "twice")]
    [InlineData("rehearse", "--seed", "x")]
    [InlineData("rehearse", "--rooms")]
    [InlineData("rehearse", "--rooms", "")]
    [InlineData("rehearse", "--nothing")]
    [InlineData("practise")]
    [InlineData]
    public async Task BadUsageIsASentenceAndTwo(params string[] args)
    {
        var run = await WorkerRun.Of(args);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--help", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task StoppingKeepsWhatWasDone()
    {
        string[] args = ["rehearse", "--rooms", folder.Write("rooms.csv", Rooms), "--tenant", folder["tenant.json"], "--store", folder["store.db"]];
        using var stop = new CancellationTokenSource();
        // In the middle of the work: when the changes have been made and reading them back begins.
        using var output = new StopAt("What was read back", stop);
        using var error = new StringWriter();
        Assert.Equal(ExitCode.Stopped, await WorkerCommand.RunAsync(args, output, error, stop.Token));
        Assert.StartsWith("Stopped.", error.ToString(), StringComparison.Ordinal);

        var run = await WorkerRun.Of([.. args, "--json", folder["out.json"]]);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Equal(0, (int)Json("out.json")["changesPlanned"]!);
        Assert.Equal(1, (int)Json("out.json")["mailsSent"]!);
    }

    sealed class StopAt(string words, CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value == words) stop.Cancel();
        }
    }
}
