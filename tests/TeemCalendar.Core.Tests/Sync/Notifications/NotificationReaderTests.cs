using System.Text;
using TeemCalendar.Core.Sync.Notifications;

namespace TeemCalendar.Core.Tests.Sync.Notifications;

/// <summary>Anybody can post to the address of the notifications.</summary>
public sealed class NotificationReaderTests
{
    const string Secret = "the secret of this run";
    static readonly Guid Subscription = Guid.Parse("11111111-1111-4111-8111-111111111111"), Room = Guid.Parse("22222222-2222-4222-8222-222222222222");

    readonly NotificationReader reader = new(Secret, id => id == Subscription ? Room : null);

    [Fact]
    public void Each_kind_of_entry_says_which_room_it_is_about()
    {
        var notices = Read($$"""
            {"value":[
              {{Entry(Secret)}},
              {{Entry(Secret, "missed")}},
              {{Entry(Secret, "reauthorizationRequired")}},
              {{Entry(Secret, "subscriptionRemoved")}}
            ]}
            """);
        Assert.Equal([RoomNoticeKind.Changed, RoomNoticeKind.Missed, RoomNoticeKind.ReauthorizationRequired, RoomNoticeKind.SubscriptionRemoved], notices!.Select(n => n.Kind));
        Assert.All(notices!, n => Assert.Equal((Room, Subscription), (n.RoomId, n.SubscriptionId)));
    }

    [Fact]
    public void What_is_forged_or_a_strangers_is_left_out_and_spoils_no_other()
    {
        var notices = Read($$"""
            {"value":[
              {{Entry("a guess")}},
              {{Entry(Secret[..^1])}},
              {{Entry(Secret + "x")}},
              {{Entry("")}},
              {{Entry(Secret).Replace($"{Subscription}", $"{Room}", StringComparison.Ordinal)}},
              {{Entry(Secret).Replace($"\"{Subscription}\"", "7", StringComparison.Ordinal)}},
              {{Entry(Secret, "somethingNew")}},
              {"subscriptionId":"{{Subscription}}"},
              {"clientState":null,"subscriptionId":"{{Subscription}}"},
              7, null, [], "text",
              {{Entry(Secret)}}
            ]}
            """);
        Assert.Equal(RoomNoticeKind.Changed, Assert.Single(notices!).Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"value":7}""")]
    [InlineData("""{"value":[]} more""")]
    [InlineData("""{"value":[{"clientState":"\ud800","subscriptionId":"x"}]}""")]
    [InlineData("<html></html>")]
    public void What_is_no_notification_is_refused(string body) => Assert.Null(Read(body));

    [Fact]
    public void What_is_too_deep_too_long_or_no_text_is_refused()
    {
        Assert.Null(Read(new string('[', 10_000)));
        Assert.Null(Read("""{"value":""" + new string('[', 100) + new string(']', 100) + "}"));
        Assert.Null(reader.Read(new byte[] { 0x7b, 0xff, 0xfe, 0x00 }));
        Assert.NotNull(Read($$"""{"value":[{{Entry(Secret)}}]{{new string(' ', NotificationReader.LongestBody - 400)}}}"""));
        Assert.Null(Read($$"""{"value":[{{Entry(Secret)}}]{{new string(' ', NotificationReader.LongestBody)}}}"""));
    }

    IReadOnlyList<RoomNotice>? Read(string body) => reader.Read(Encoding.UTF8.GetBytes(body));

    static string Entry(string state, string? lifecycle = null) =>
        $$"""{"subscriptionId":"{{Subscription}}","clientState":"{{state}}"{{(lifecycle is null ? "" : $",\"lifecycleEvent\":\"{lifecycle}\"")}},"resource":"Users/x/Events/y"}""";
}
