using TeemCalendar.Core.Graph;

namespace TeemCalendar.Core.Sync.Notifications;

/// <summary>How a room's subscription stands. The keeper and whoever posts notifications meet here.</summary>
internal sealed class RoomSeat(RoomCalendar room)
{
    readonly object gate = new();
    RoomSubscription? subscription;
    DateTimeOffset renewAt, tryAt;
    bool isChallenged;

    public Guid RoomId => room.RoomId;

    public string Mailbox => room.Mailbox;

    /// <summary>True while it does not go; that was said.</summary>
    public bool IsFailing { get; set; }

    /// <summary>The subscription, while there is one.</summary>
    public RoomSubscription? Subscription
    {
        get { lock (gate) return subscription; }
    }

    /// <summary>When something is to be done for it.</summary>
    public DateTimeOffset Due
    {
        get
        {
            lock (gate)
            {
                var wanted = subscription is null || isChallenged ? DateTimeOffset.MinValue : renewAt;
                return wanted > tryAt ? wanted : tryAt;
            }
        }
    }

    /// <summary>It is subscribed until then, and is renewed when half of that time has passed: the other half is for a service that is not well.</summary>
    public void Subscribed(RoomSubscription made, DateTimeOffset now)
    {
        lock (gate)
            (subscription, renewAt, tryAt) = (made, now + (made.Expires - now) / 2, default);
    }

    /// <summary>The subscription has ended.</summary>
    public void Lost(Guid id)
    {
        lock (gate)
            if (subscription?.Id == id)
                (subscription, isChallenged) = (null, false);
    }

    /// <summary>Nothing is told until it is authorized anew.</summary>
    public void Challenged(Guid id)
    {
        lock (gate)
            isChallenged |= subscription?.Id == id;
    }

    /// <summary>Whether it has to be authorized anew; from here on a new challenge is another one.</summary>
    public bool TakeChallenge()
    {
        lock (gate)
        {
            var was = isChallenged;
            isChallenged = false;
            return was;
        }
    }

    /// <summary>It did not go, and is tried again then.</summary>
    public void TryAgain(DateTimeOffset at, bool challenged)
    {
        lock (gate)
            (tryAt, isChallenged) = (at, isChallenged || (challenged && subscription is not null));
    }
}
