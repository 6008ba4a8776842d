using System.Text.Json;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Tests;

/// <summary>What is found by name is what looking at everything would find.</summary>
public class RegisterTests
{
    static Register<Mailbox> Of(params Mailbox[] mailboxes)
    {
        var register = new Register<Mailbox>();
        foreach (var mailbox in mailboxes) register[mailbox.OwnerId] = mailbox;
        return register;
    }

    static Mailbox Room(string name) => new() { OwnerId = Guid.NewGuid(), Guid = Guid.NewGuid(), ExchangeGuid = Guid.NewGuid(), Name = name, Alias = name, DisplayName = name, EmailAddresses = [$"SMTP:{name}@contoso.example"] };

    [Fact]
    public void A_new_name_is_found_and_the_old_one_is_not()
    {
        var room = Room("atlas");
        var register = Of(room);
        room.Alias = "boreas";
        Assert.Same(room, Assert.Single(register.Find("BOREAS")));
        Assert.Same(room, Assert.Single(register.Find("atlas")));
        room.Name = room.DisplayName = "boreas";
        Assert.Empty(register.Find("atlas"));
        room.EmailAddresses = ["SMTP:boreas@contoso.example", "smtp:atlas@contoso.example"];
        Assert.Same(room, Assert.Single(register.Find("boreas@contoso.example")));
        Assert.Same(room, Assert.Single(register.Find(room.ExchangeGuid.ToString())));
    }

    [Fact]
    public void What_is_taken_out_or_replaced_is_found_no_more()
    {
        var (first, second) = (Room("atlas"), Room("atlas"));
        var register = Of(first, second);
        Assert.Equal(2, register.Find("atlas").Count);
        register[first.OwnerId] = Room("clio");
        Assert.Same(second, Assert.Single(register.Find("atlas")));
        Assert.True(register.Remove(second.OwnerId));
        second.Name = "dione";
        Assert.Empty(register.Find("atlas"));
        Assert.Empty(register.Find("dione"));
        Assert.False(register.Remove(second.OwnerId));
        register.Clear();
        Assert.Empty(register.Find("clio"));
    }

    [Fact]
    public void It_survives_JSON_with_its_names()
    {
        var room = Room("atlas");
        var again = JsonSerializer.Deserialize<Register<Mailbox>>(JsonSerializer.Serialize(Of(room)))!;
        Assert.Equal(room.OwnerId, Assert.Single(again.Find("atlas@contoso.example")).OwnerId);
    }

    [Fact]
    public void Random_changes_leave_no_wrong_name_behind()
    {
        var random = new Random(11);
        var names = Enumerable.Range(0, 12).Select(i => $"n{i}").ToArray();
        string Any() => names[random.Next(names.Length)];
        var register = Of([.. Enumerable.Range(0, 8).Select(_ => Room(Any()))]);
        for (var step = 0; step < 500; step++)
        {
            var room = register.Values.ElementAt(random.Next(register.Count));
            switch (random.Next(6))
            {
                case 0: room.Name = Any(); break;
                case 1: room.Alias = Any(); break;
                case 2: room.DisplayName = Any(); break;
                case 3: room.EmailAddresses = [$"SMTP:{Any()}", $"smtp:{Any()}"]; break;
                case 4 when register.Count > 2: register.Remove(room.OwnerId); break;
                default:
                    var added = Room(Any());
                    register[added.OwnerId] = added;
                    break;
            }
            foreach (var name in names)
                Assert.Equal(register.Values.Where(m => m.Names().Contains(name)).Select(m => m.Guid).Order(), register.Find(name).Select(m => m.Guid).Order());
        }
    }
}
