using System.Globalization;
using TeemCalendar.Contract;
using TeemCalendar.Contract.Exchange;
using TeemCalendar.Contract.Graph;
using TeemCalendar.Contract.Traffic;
using TeemCalendar.Sandbox.Tests.BadInput;
using TeemCalendar.Sandbox.Tests.Exchange;
using TeemCalendar.Sandbox.Tests.Graph;

namespace TeemCalendar.Sandbox.Tests.Contract;

/// <summary>Puts the contract check itself to the test: answers of the sandbox with a property renamed or taken away have to fail it.</summary>
[Collection(nameof(TrafficTests))]
public sealed class AnswerMutationTests(Account account) : IClassFixture<Account>
{
    [ContractFact]
    public async Task An_answer_with_a_property_renamed_or_taken_away_fails_the_check()
    {
        // Enough of each kind also when no other test has run.
        var graph = await GraphWire.Open(null, ValidRequests.Permissions);
        foreach (var request in await ValidRequests.OfGraph(graph)) await graph.Send(request.Method, "https://graph.microsoft.com" + request.Target, request.Body, request.Headers);
        await graph.Get("/users/nobody@contoso.example");

        var (mutants, killed, mayMiss, noticed) = (0, 0, 0, 0);
        var survivors = new List<string>();
        var answers = File.ReadLines(Recording.File!).Select(RecordedCall.Parse).SelectMany(c => Batches.IsBatch(c) ? Batches.Parts(c).Prepend(c) : [c]).Where(c => c is { Answer: not null, Status: not null } && (c.Service == Service.Graph || c.Service == Service.Exchange && (!c.Succeeded || Batches.IsBatch(c) || CommandContract.CommandOf(c) is not null))).DistinctBy(Kind).Select(AnswerProperties.Short).ToList();
        foreach (var call in answers)
            foreach (var property in AnswerProperties.Of(call))
                foreach (var rename in new[] { true, false })
                {
                    var check = new TrafficCheck();
                    check.Call(call with { Answer = property.Without(call.Answer!, rename) }, Requests.Granted);
                    var isSeen = check.Violations.Count > 0;
                    if (!rename && !property.MustStay) { mayMiss++; noticed += isSeen ? 1 : 0; continue; }
                    mutants++;
                    killed += isSeen ? 1 : 0;
                    if (!isSeen) survivors.Add($"{Kind(call)}: {property} {(rename ? "renamed" : "taken away")}");
                }
        account.Say(string.Create(CultureInfo.InvariantCulture, $"{answers.Count} answers, {mutants} mutants, {killed} killed; {mayMiss} properties taken away that may be missing, {noticed} noticed"));
        Assert.True(mutants > 1000 && survivors.Count == 0, $"{survivors.Count} of {mutants} survived: {string.Join(Environment.NewLine, survivors.Take(40))}");
    }

    /// <summary>What was asked, which properties, and how it was answered.</summary>
    static string Kind(RecordedCall call)
    {
        var select = call.Url.Query.Contains("select=", StringComparison.Ordinal) ? " selected" : "";
        var what = CommandContract.CommandOf(call);
        if (what is null)
            try { what = new GraphContract().Template(call); }
            catch (ContractException) { what = "nothing"; }
        return $"{what}{select} {call.Status}";
    }
}
