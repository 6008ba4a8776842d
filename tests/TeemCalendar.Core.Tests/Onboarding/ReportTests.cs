using System.Text.RegularExpressions;
using TeemCalendar.Core.Onboarding;

namespace TeemCalendar.Core.Tests.Onboarding;

/// <summary>The page that an onboarding leaves behind.</summary>
public partial class ReportTests
{
    const string Hostile = "</td><script>alert('x')</script>\" onload=\"x {{tenant}} 🌲 さくら";

    static ReportContent Content(string text = "Aurora") => new()
    {
        Tenant = text,
        By = text,
        ServiceAccount = text,
        AccessMode = AccessMode.Impersonation,
        MadeAt = new(2026, 3, 1, 9, 30, 0, TimeSpan.FromHours(2)),
        Rooms = [new Room { DisplayName = text, Mailbox = text, Building = text, City = text, CountryOrRegion = text, TimeZone = text, Tags = [text], Floor = -1, Capacity = 1200 }],
        Refusals = [new(1204, text, text, text)],
        Changes =
        [
            new() { Key = text, Chapter = "RoomSettings", Target = text, Action = text, Reason = text, Outcome = ChangeOutcome.Applied, Differences = [new(text, null, text)] },
            new() { Key = text, Chapter = text, Target = text, Action = "later", Detail = text, Outcome = ChangeOutcome.Failed },
        ],
        Checks =
        [
            new() { Chapter = text, Target = text, Status = CheckStatus.Pass, Detail = text },
            new() { Chapter = text, Target = "by hand", Status = CheckStatus.Manual, Detail = text, Cause = text, Remedy = text },
            new() { Chapter = text, Target = "in time", Status = CheckStatus.Pending, Detail = text, UsuallyBy = DateTimeOffset.UnixEpoch },
            new() { Chapter = text, Target = "gone wrong", Status = CheckStatus.Fail, Detail = text, Cause = text, Remedy = text },
        ],
        Rounds =
        [
            new() { Mailbox = "mended@contoso.example", Outcome = SyncOutcome.Failed, Detail = text },
            new() { Mailbox = "mended@contoso.example", Outcome = SyncOutcome.Synchronised },
            new() { Mailbox = "unread@contoso.example", Outcome = SyncOutcome.Failed, Detail = text },
        ],
        Failures = [text],
        CalendarsRegistered = 1,
        Reservations = 12345,
    };

    [Fact]
    public void EverythingFromOutsideIsText()
    {
        var page = Report.Render(Content(Hostile));
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        // A quote of theirs never ends an attribute, and their braces are no part of the template.
        Assert.DoesNotContain("\" onload", page, StringComparison.Ordinal);
        Assert.Contains("{{tenant}}", System.Net.WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains("🌲 さくら", System.Net.WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Equal(Tags(Report.Render(Content())), Tags(page));
    }

    [Fact]
    public void NothingIsFetched()
    {
        var page = Report.Render(Content());
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(Outside(), page);
    }

    [Fact]
    public void WhatNeedsSomebodyComesFirst()
    {
        var page = Report.Render(Content());
        string[] order = ["unread@contoso.example", "gone wrong", "in time", "by hand", "later", "Room settings", "What passes (1)", "Rooms (1)"];
        Assert.Equal(order.Order(Comparer<string>.Create((a, b) => page.IndexOf(a, StringComparison.Ordinal) - page.IndexOf(b, StringComparison.Ordinal))), order);
        Assert.All(order, words => Assert.Contains(words, page, StringComparison.Ordinal));
        Assert.Contains("Not finished: 4 things", page, StringComparison.Ordinal);
        Assert.Contains("2026-03-01 07:30 UTC", page, StringComparison.Ordinal);
        Assert.Contains("12,345", page, StringComparison.Ordinal);
        Assert.DoesNotContain("mended@", page, StringComparison.Ordinal);
    }

    [Fact]
    public void ARunThatChangedNothingSaysSo()
    {
        var page = Report.Render(Content() with { Changes = [], Checks = [], Refusals = [], Rounds = [], Failures = [] });
        Assert.Contains("Nothing had to be changed.", page, StringComparison.Ordinal);
        Assert.Contains("every check passes", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Refused rows", page, StringComparison.Ordinal);
        Assert.Contains("In order.", page, StringComparison.Ordinal);
    }

    static int Tags(string page) => page.Count(c => c == '<');

    [GeneratedRegex("""(\bsrc=|href=|url\(|@import|https?:)""", RegexOptions.IgnoreCase)]
    private static partial Regex Outside();
}
