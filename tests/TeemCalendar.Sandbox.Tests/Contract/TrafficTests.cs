using System.Runtime.CompilerServices;
using TeemCalendar.Contract;
using TeemCalendar.Contract.Traffic;

namespace TeemCalendar.Sandbox.Tests.Contract;

/// <summary>Runs after all others: what they were answered is recorded by then.</summary>
[CollectionDefinition(nameof(TrafficTests), DisableParallelization = true)]
public sealed class TrafficCollection
{
#pragma warning disable CA2255 // a test assembly has no other beginning
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Record() => Recording.Begin();
}

/// <summary>All that these tests asked a tenant for and were granted, and all answers, against Microsoft's published contract.</summary>
[Collection(nameof(TrafficTests))]
public sealed class TrafficTests(Account account) : IClassFixture<Account>
{
    [ContractFact]
    public async Task What_these_tests_were_granted_and_all_answers_are_as_published()
    {
        // With a filter no other test has run.
        var graph = await Graph.GraphWire.Open();
        await graph.Get("/users");
        var check = new TrafficCheck().File(Recording.File!, Requests.Granted).File(Recording.WrongFile!, Requests.None);
        account.Say(check.Summary);
        Assert.True(check.GraphAnswers > 0 && check.Violations.Count == 0, check.ToString());
    }
}
